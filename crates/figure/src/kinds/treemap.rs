//! A treemap: what is large, and what moved.

use super::ends;
use crate::model::{Axis, Figure, Fill, Pane, Series, Tile, Tone};
use crate::words::Words;

/// Tiles by weight, shaded by change.
#[derive(Clone, Debug, Default)]
pub struct Treemap {
    /// What the picture shows.
    pub title: String,
    /// Heads the column of weights, which are percent: `Weight`.
    pub size_name: String,
    /// Heads the column of changes, which are percent: `Today`.
    pub change_name: String,
    /// In any order.
    pub holdings: Vec<Holding>,
}

/// A tile.
#[derive(Clone, Debug, Default)]
pub struct Holding {
    /// Its name.
    pub name: String,
    /// Percent; what is not above zero has no tile.
    pub weight: f64,
    /// Percent, or none where it is not known.
    pub change: Option<f64>,
}

impl Treemap {
    /// The picture. The same holdings in any order give the same tiles; equal weights stand by
    /// name. A fall is hatched and a rise is plain, both the stronger the larger the change.
    pub fn figure(mut self, words: Words) -> Figure {
        self.holdings
            .retain(|h| h.weight.is_finite() && h.weight > 0.0);
        self.holdings.sort_by(|a, b| {
            b.weight
                .total_cmp(&a.weight)
                .then_with(|| a.name.cmp(&b.name))
        });
        let changes = self.holdings.iter().filter_map(|h| h.change).map(f64::abs);
        let largest = ends(changes).map_or(0.0, |(_, high)| high);
        let tile = |holding: Holding| {
            let change = holding.change.filter(|c| c.is_finite());
            Tile {
                name: holding.name,
                size: holding.weight,
                change,
                fill: fill(change, largest),
            }
        };
        let tiles: Vec<Tile> = self.holdings.into_iter().map(tile).collect();
        let sizes = Axis::value("")
            .unit("%")
            .decimals(1)
            .between(0.0, 1.0)
            .hidden();
        let changes = Axis::value(self.change_name).unit("%").decimals(1).signed();
        Figure::new(self.title)
            .x(changes.between(0.0, 1.0).hidden())
            .pane(Pane::new(sizes).series(Series::tiles(self.size_name, tiles)))
            .bare(1.0)
            .words(words)
    }
}

/// At most 45 %, so that ink stays readable upon it.
fn fill(change: Option<f64>, largest: f64) -> Fill {
    match change {
        Some(change) if change != 0.0 && largest > 0.0 => {
            let strength = (10.0 + 35.0 * (change.abs() / largest).min(1.0)).round() as u8;
            if change < 0.0 {
                Fill::of(Tone::Loss, strength).hatched()
            } else {
                Fill::of(Tone::Gain, strength)
            }
        }
        _ => Fill::of(Tone::Neutral, 40),
    }
}
