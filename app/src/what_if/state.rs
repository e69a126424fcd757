//! What a person has asked the what-if, and its form in the URL.
//!
//! The URL is read leniently: a field that cannot be meant keeps its default, and says so beside
//! the field, with what was typed.

use contract::{
    FieldError,
    market::Universe,
    what_if::{Goal, MIN_CAP, Patch, RISK_AVERSION, Selection, TARGET_RETURN},
};
use domain::{Day, format, iso};

/// The choice of objective, without its parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum GoalKind {
    MinRisk,
    MaxSharpe,
    TargetReturn,
    MaxUtility,
    EqualWeight,
}

impl GoalKind {
    pub const ALL: [Self; 5] = [
        Self::MinRisk,
        Self::MaxSharpe,
        Self::TargetReturn,
        Self::MaxUtility,
        Self::EqualWeight,
    ];

    /// The name in the URL.
    pub const fn key(self) -> &'static str {
        match self {
            Self::MinRisk => "min_risk",
            Self::MaxSharpe => "max_sharpe",
            Self::TargetReturn => "target_return",
            Self::MaxUtility => "max_utility",
            Self::EqualWeight => "equal_weight",
        }
    }
}

/// The days looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Window {
    /// The last so many years.
    Years(i16),
    /// Everything stored.
    All,
    /// From one day to another.
    Days {
        #[serde(with = "contract::iso_day")]
        from: Day,
        #[serde(with = "contract::iso_day")]
        to: Day,
    },
}

impl Window {
    /// The choices that have a chip.
    pub const CHIPS: [Self; 5] = [
        Self::Years(1),
        Self::Years(3),
        Self::Years(5),
        Self::Years(10),
        Self::All,
    ];

    /// The name in the URL and on the chip; `None` for days chosen by hand.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::Years(1) => Some("1Y"),
            Self::Years(3) => Some("3Y"),
            Self::Years(5) => Some("5Y"),
            Self::Years(10) => Some("10Y"),
            Self::All => Some("All"),
            _ => None,
        }
    }

    /// The days it stands for, from the price that its first return starts from.
    pub fn days(self, universe: &Universe) -> (Day, Day) {
        let (first, last) = (universe.first_day, universe.last_day);
        match self {
            Self::Years(years) => {
                let from = iso::years_before(last, years).unwrap_or(first);
                (from.max(first), last)
            }
            Self::All => (first, last),
            Self::Days { from, to } => (from, to),
        }
    }
}

/// A whole question, always within its ranges.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct State {
    pub goal: GoalKind,
    /// Most in one holding, a fraction.
    pub cap: f64,
    /// Least return a year, a fraction; used by [`GoalKind::TargetReturn`].
    pub target: f64,
    /// Used by [`GoalKind::MaxUtility`].
    pub aversion: f64,
    pub window: Window,
    /// In the order of the universe; never empty.
    pub assets: Vec<String>,
}

/// What the URL says, and what was wrong with it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reading {
    pub state: State,
    pub errors: Vec<FieldError>,
    /// What was typed into fields that could not be read: (field, text).
    pub typed: Vec<(String, String)>,
}

pub const CAP: &str = "cap";
pub const GOAL: &str = "goal";
pub const TARGET: &str = "target_return";
pub const AVERSION: &str = "risk_aversion";
pub const WINDOW: &str = "window";
pub const FROM: &str = "from";
pub const TO: &str = "to";
pub const ASSETS: &str = "assets";

impl State {
    pub fn standard(universe: &Universe) -> Self {
        Self {
            goal: GoalKind::MinRisk,
            cap: 0.1,
            target: 0.15,
            aversion: 5.0,
            window: Window::Years(5),
            assets: universe.assets.iter().map(|a| a.symbol.clone()).collect(),
        }
    }

    pub fn patch(&self) -> Patch {
        let goal = match self.goal {
            GoalKind::MinRisk => Goal::MinRisk,
            GoalKind::MaxSharpe => Goal::MaxSharpe,
            GoalKind::TargetReturn => Goal::TargetReturn {
                annual: self.target,
            },
            GoalKind::MaxUtility => Goal::MaxUtility {
                risk_aversion: self.aversion,
            },
            GoalKind::EqualWeight => Goal::EqualWeight,
        };
        Patch {
            goal,
            cap: self.cap,
        }
    }

    pub fn selection(&self, universe: &Universe) -> Selection {
        let (from, to) = self.window.days(universe);
        Selection {
            symbols: self.assets.clone(),
            from,
            to,
        }
    }

    /// The query of the URL, without what is standard; empty for the standard question.
    pub fn query(&self, universe: &Universe) -> String {
        let standard = Self::standard(universe);
        let mut pairs: Vec<(&str, String)> = Vec::new();
        if self.goal != standard.goal {
            pairs.push((GOAL, self.goal.key().to_owned()));
        }
        if self.cap != standard.cap {
            pairs.push((CAP, plain(100.0 * self.cap)));
        }
        if self.goal == GoalKind::TargetReturn {
            pairs.push((TARGET, plain(100.0 * self.target)));
        }
        if self.goal == GoalKind::MaxUtility {
            pairs.push((AVERSION, plain(self.aversion)));
        }
        match (self.window, self.window.key()) {
            (window, _) if window == standard.window => {}
            (_, Some(key)) => pairs.push((WINDOW, key.to_owned())),
            (window, None) => {
                let (from, to) = window.days(universe);
                pairs.push((FROM, iso::write(from)));
                pairs.push((TO, iso::write(to)));
            }
        }
        if self.assets != standard.assets {
            pairs.push((ASSETS, self.assets.join(",")));
        }
        let pairs: Vec<_> = pairs
            .into_iter()
            .map(|(key, value)| format!("{key}={}", value.replace('^', "%5E")))
            .collect();
        pairs.join("&")
    }

    /// The ends of the cap's slider: from where the money just fits to where a cap says little.
    pub fn cap_range(&self) -> (f64, f64) {
        let count = self.assets.len().max(1);
        // In the slider's steps of 0.1 %, rounded up, so that the money fits at its low end.
        let low = (1000.0 / count as f64 - 1e-9).ceil().max(1000.0 * MIN_CAP);
        (low / 1000.0, (6.0 * low).clamp(300.0, 1000.0) / 1000.0)
    }
}

/// A number as a URL and a field carry it: at most four decimals, none that say nothing.
pub fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number as people type it: `10`, `10,5`, `10 %`, `−3`.
pub fn parse_number(text: &str) -> Option<f64> {
    let text = text
        .trim()
        .trim_end_matches('%')
        .trim_end()
        .replace(format::MINUS, "-")
        .replace(',', ".");
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// A number of `field` from text, or what is wrong with it. `scale` turns what is typed into what
/// is meant (0.01 for percent).
pub fn read_number(
    field: &str,
    text: &str,
    (low, high): (f64, f64),
    scale: f64,
) -> Result<f64, FieldError> {
    let unit = if scale == 0.01 { "%" } else { "" };
    let bound = |value: f64| {
        let text = format::number(value / scale, 0);
        if value.fract() != 0.0 && scale == 1.0 {
            format::number(value, 1)
        } else if unit.is_empty() {
            text
        } else {
            format::with_unit(text, unit)
        }
    };
    let range = format!("{} to {}", bound(low), bound(high));
    let Some(value) = parse_number(text) else {
        return Err(FieldError::new(
            field,
            format!("“{}” is not a number. Use {range}.", shortened(text)),
        ));
    };
    // Typed decimals stay what they look like: 10.1 % is 0.101, not 0.10099999999999999.
    let value = (value * scale * 1e9).round() / 1e9;
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(FieldError::new(
            field,
            format!("{} is out of range. Use {range}.", bound_text(text, unit)),
        ))
    }
}

fn bound_text(text: &str, unit: &str) -> String {
    let number = shortened(text.trim().trim_end_matches('%').trim_end())
        .replace('-', &format::MINUS.to_string());
    if unit.is_empty() {
        number
    } else {
        format::with_unit(number, unit)
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(24).collect();
    if text.chars().nth(24).is_some() {
        short.push('…');
    }
    short
}

pub fn read_goal(text: &str) -> Result<GoalKind, FieldError> {
    GoalKind::ALL
        .into_iter()
        .find(|goal| goal.key() == text)
        .ok_or_else(|| {
            let all = GoalKind::ALL.map(GoalKind::key).join(", ");
            FieldError::new(
                GOAL,
                format!("“{}” is not an objective: {all}.", shortened(text)),
            )
        })
}

/// Days from two texts, or what is wrong with them.
pub fn read_days(from: &str, to: &str, universe: &Universe) -> Result<Window, Vec<FieldError>> {
    let (first, last) = (universe.first_day, universe.last_day);
    let read = |field: &str, text: &str, default: Day| -> Result<Day, FieldError> {
        if text.is_empty() {
            return Ok(default);
        }
        let day = iso::parse(text).ok_or_else(|| {
            FieldError::new(
                field,
                format!("“{}” is not a day. Write 2018-01-02.", shortened(text)),
            )
        })?;
        if (first..=last).contains(&day) {
            Ok(day)
        } else {
            Err(FieldError::new(
                field,
                format!(
                    "Prices run from {} to {}.",
                    format::day(first),
                    format::day(last)
                ),
            ))
        }
    };
    match (read(FROM, from, first), read(TO, to, last)) {
        (Ok(from), Ok(to)) if from < to => Ok(Window::Days { from, to }),
        (Ok(_), Ok(_)) => Err(vec![FieldError::new(
            FROM,
            "The first day must be before the last.",
        )]),
        (from, to) => Err([from.err(), to.err()].into_iter().flatten().collect()),
    }
}

/// Reads the pairs of a query.
pub fn read<'a>(
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    universe: &Universe,
) -> Reading {
    let mut state = State::standard(universe);
    let mut errors = Vec::new();
    let mut typed = Vec::new();
    let mut empty = Vec::new();
    let mut symbols: Option<Vec<&str>> = None;
    let (mut from, mut to) = ("", "");
    for (key, text) in pairs {
        let mut number = |target: &mut f64, range, scale| match read_number(key, text, range, scale)
        {
            Ok(value) => *target = value,
            Err(error) => {
                errors.push(error);
                typed.push((key.to_owned(), shortened(text)));
            }
        };
        match key {
            // What is not asked for may be empty.
            TARGET | AVERSION if text.is_empty() => empty.push(key),
            CAP => number(&mut state.cap, (MIN_CAP, 1.0), 0.01),
            TARGET => number(&mut state.target, TARGET_RETURN, 0.01),
            AVERSION => number(&mut state.aversion, RISK_AVERSION, 1.0),
            GOAL => match read_goal(text) {
                Ok(goal) => state.goal = goal,
                Err(error) => errors.push(error),
            },
            WINDOW => match Window::CHIPS.into_iter().find(|w| w.key() == Some(text)) {
                Some(window) => state.window = window,
                None if text == "days" => {}
                None => errors.push(FieldError::new(
                    WINDOW,
                    format!(
                        "“{}” is not a window: 1Y, 3Y, 5Y, 10Y, All.",
                        shortened(text)
                    ),
                )),
            },
            FROM => from = text,
            TO => to = text,
            ASSETS => symbols
                .get_or_insert_default()
                .extend(text.split(',').map(str::trim).filter(|s| !s.is_empty())),
            _ => {}
        }
    }
    for (key, goal, range, scale) in [
        (TARGET, GoalKind::TargetReturn, TARGET_RETURN, 0.01),
        (AVERSION, GoalKind::MaxUtility, RISK_AVERSION, 1.0),
    ] {
        if state.goal == goal && empty.contains(&key) {
            errors.extend(read_number(key, "", range, scale).err());
            typed.push((key.to_owned(), String::new()));
        }
    }
    if !(from.is_empty() && to.is_empty()) {
        match read_days(from, to, universe) {
            Ok(window) => state.window = window,
            Err(wrong) => {
                for error in &wrong {
                    let text = if error.field == FROM { from } else { to };
                    typed.push((error.field.clone(), shortened(text)));
                }
                errors.extend(wrong);
            }
        }
    }
    if let Some(symbols) = symbols {
        let all = std::mem::take(&mut state.assets);
        if let Some(unknown) = symbols.iter().find(|s| !all.iter().any(|a| a == *s)) {
            errors.push(FieldError::new(
                ASSETS,
                format!(
                    "“{}” is not among the {} companies here.",
                    shortened(unknown),
                    all.len()
                ),
            ));
        }
        state.assets = all
            .iter()
            .filter(|a| symbols.contains(&a.as_str()))
            .cloned()
            .collect();
        if state.assets.is_empty() {
            errors.push(FieldError::new(
                ASSETS,
                "Choose at least one company. Showing all of them.",
            ));
            state.assets = all;
        }
    }
    Reading {
        state,
        errors,
        typed,
    }
}

#[cfg(test)]
mod tests {
    use contract::market::InstrumentSummary;

    use super::*;

    fn universe() -> Universe {
        let asset = |symbol: &str| InstrumentSummary {
            symbol: symbol.into(),
            name: symbol.into(),
            kind: "equity".into(),
            sector: String::new(),
            country: "US".into(),
            currency: "USD".into(),
            exchange: "NYSE".into(),
            first_day: Day::constant(1990, 1, 2),
            last_day: Day::constant(2022, 12, 28),
        };
        Universe {
            assets: ["AAPL", "KO", "PG"].map(asset).into(),
            first_day: Day::constant(1990, 1, 2),
            last_day: Day::constant(2022, 12, 28),
        }
    }

    fn read_query(query: &str) -> Reading {
        let pairs: Vec<_> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .collect();
        read(pairs, &universe())
    }

    fn check(query: &str, wrong: &[&str]) {
        let reading = read_query(query);
        let fields: Vec<_> = reading.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, wrong, "{query}: {:?}", reading.errors);
        assert!(reading.state.patch().validate().is_ok(), "{query}");
        assert!(!reading.state.assets.is_empty());
    }

    #[test]
    fn a_question_survives_its_url() {
        for query in [
            "",
            "goal=max_sharpe&cap=25&window=10Y",
            "goal=target_return&cap=40&target_return=12.5&from=2015-01-02&to=2019-12-31&assets=AAPL,PG",
            "goal=max_utility&risk_aversion=2.5&window=All",
            "cap=12.3&assets=KO",
        ] {
            let reading = read_query(query);
            assert_eq!(reading.errors, [], "{query}");
            assert_eq!(reading.state.query(&universe()), query);
        }
    }

    #[test]
    fn what_cannot_be_meant_is_said_beside_its_field() {
        check("cap=0", &["cap"]);
        check("cap=101", &["cap"]);
        check("cap=-5", &["cap"]);
        check("cap=abc", &["cap"]);
        check("cap=NaN", &["cap"]);
        check("cap=inf", &["cap"]);
        check("goal=moon", &["goal"]);
        check("goal=target_return&target_return=900", &["target_return"]);
        check("risk_aversion=0", &["risk_aversion"]);
        check("window=7Y", &["window"]);
        check("from=2020-13-01&to=2019-01-01", &["from"]);
        check("from=2020-01-01&to=2019-01-01", &["from"]);
        check("from=1900-01-01&to=2099-01-01", &["from", "to"]);
        check("assets=XYZ", &["assets", "assets"]);
        check("assets=AAPL,XYZ", &["assets"]);
        check("assets=", &["assets"]);
        check("cap=&from=&to=&unknown=1", &["cap"]);
        check("target_return=&risk_aversion=", &[]);
        check("goal=target_return&target_return=", &["target_return"]);
    }

    #[test]
    fn what_was_typed_is_kept() {
        let reading = read_query("cap=ten&from=yesterday");
        assert_eq!(
            reading.typed,
            [
                ("cap".into(), "ten".into()),
                ("from".into(), "yesterday".into())
            ]
        );
        assert_eq!(reading.state.cap, 0.1);
    }

    #[test]
    fn numbers_as_people_type_them() {
        for (text, value) in [
            ("10", 0.1),
            (" 10,1 % ", 0.101),
            ("33.3", 0.333),
            ("\u{2212}5", -0.05),
        ] {
            assert_eq!(read_number("x", text, (-1.0, 1.0), 0.01), Ok(value));
        }
        let error = read_number(CAP, "200", (MIN_CAP, 1.0), 0.01).expect_err("too much");
        assert_eq!(
            error.message,
            "200\u{202f}% is out of range. Use 1\u{202f}% to 100\u{202f}%."
        );
    }

    #[test]
    fn windows() {
        let universe = universe();
        assert_eq!(
            Window::Years(5).days(&universe),
            (Day::constant(2017, 12, 28), Day::constant(2022, 12, 28))
        );
        assert_eq!(
            Window::All.days(&universe),
            (universe.first_day, universe.last_day)
        );
    }

    #[test]
    fn the_slider_starts_where_the_money_fits() {
        let mut state = State::standard(&universe());
        assert_eq!(state.cap_range(), (0.334, 1.0));
        state.assets = vec!["X".into(); 20];
        assert_eq!(state.cap_range(), (0.05, 0.3));
        state.assets = vec!["X".into()];
        assert_eq!(state.cap_range(), (1.0, 1.0));
    }
}
