//! Figures to ECharts options, to look at both printers side by side:
//! `cargo run -p figure --example gallery json | cargo run -p charts --example options THEME`,
//! where THEME is the resolved tokens as JSON.

#![expect(
    clippy::print_stdout,
    reason = "a program that prints is what this example is"
)]

use std::collections::BTreeMap;
use std::error::Error;

use charts::{Shown, Theme, option_json};
use figure::Figure;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let theme = std::env::args().nth(1).unwrap_or_else(|| "{}".to_owned());
    let theme = Theme::from_json(&theme)?;
    let figures: Vec<(String, (Figure, f64, f64))> = serde_json::from_reader(std::io::stdin())?;
    let mut all = BTreeMap::new();
    for (name, (figure, width, height)) in figures {
        let option: Value = serde_json::from_str(&option_json(&figure, &theme, width, height))?;
        let svg = figure::svg::print(&figure, width, height);
        let mut shown = Shown::of(figure);
        shown.draw(&theme, width, height, None);
        let middle = shown.stops() / 2;
        let stop = json!({ "at": shown.at(middle), "text": shown.tooltip(middle) });
        let entry =
            json!({ "option": option, "svg": svg, "width": width, "height": height, "stop": stop });
        all.insert(name, entry);
    }
    println!("{}", serde_json::to_string(&all)?);
    Ok(())
}
