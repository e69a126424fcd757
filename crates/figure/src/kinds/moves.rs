//! Weights now and then: what an answer asks for.

use crate::model::{Axis, Block, Figure, Fill, Marker, Pane, Rule, Series, Spot, Tone};
use crate::words::Words;

/// Rows of now → target. A ring is now, a disc is the target, a tint its band.
#[derive(Clone, Debug, Default)]
pub struct Moves {
    /// What the picture shows.
    pub title: String,
    /// `now`, `target`, `change`, `90 % band`: heads of columns, and names in readings.
    pub heads: [String; 4],
    /// In the order of the rows, percent.
    pub rows: Vec<Move>,
    /// The weight of each in equal parts, with its label.
    pub equal: Option<(f64, String)>,
    /// The limit, with its label.
    pub cap: Option<(f64, String)>,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Move {
    /// Its name.
    pub name: String,
    /// Weight now, percent.
    pub now: f64,
    /// Target, percent.
    pub target: f64,
    /// Where the target lies in the given share of resamples.
    pub band: Option<(f64, f64)>,
}

/// A smaller move is none.
const LEAST: f64 = 0.05;

impl Moves {
    /// The picture. What is not finite has no mark.
    pub fn figure(self, words: Words) -> Figure {
        let Moves { rows, heads, .. } = self;
        let [now, target, change, band] = heads;
        let finite = |value: f64| value.is_finite();
        let tints = rows.iter().enumerate().filter_map(|(i, row)| {
            let (from, to) = row.band.filter(|(f, t)| finite(*f) && finite(*t))?;
            Some(Block {
                x: (from, to),
                y: (i as f64 - 0.28, i as f64 + 0.28),
                fill: Fill::of(Tone::Accent, 18),
                ..Block::default()
            })
        });
        let tints: Vec<Block> = tints.collect();
        let paths = rows.iter().enumerate().flat_map(|(i, row)| {
            let y = i as f64;
            [
                (row.now, Some(y)),
                (row.target, Some(y)),
                (row.target, None),
            ]
        });
        let paths: Vec<_> = paths.filter(|p| finite(p.0)).collect();
        let spots = |of: fn(&Move) -> f64| -> Vec<Spot> {
            let spots = rows.iter().enumerate();
            let spots = spots.map(|(i, row)| Spot::new("", of(row), i as f64));
            spots.filter(|s| finite(s.x)).collect()
        };
        let mut pane = Pane::new(Axis::categories(rows.iter().map(|r| r.name.clone())))
            .series(Series::boxes(band, tints))
            .series(Series::line("", paths).aside())
            .series(Series::points(now.clone(), Marker::Ring, spots(|r| r.now)).tone(Tone::Ink))
            .series(Series::points(
                target.clone(),
                Marker::Dot,
                spots(|r| r.target),
            ));
        let number = |value: f64| words.number(value, 1);
        let difference = |row: &Move| match row.target - row.now {
            by if by.abs() < LEAST => "—".to_owned(),
            by => words.signed(by, 1),
        };
        pane = pane
            .cells(now, rows.iter().map(|r| number(r.now)).collect())
            .cells(target, rows.iter().map(|r| number(r.target)).collect())
            .cells(change, rows.iter().map(difference).collect());
        if let Some((at, label)) = self.equal {
            pane = pane.rule(Rule::upright(at, label).dashed().tone(Tone::S3));
        }
        if let Some((at, label)) = self.cap {
            pane = pane.rule(Rule::upright(at, label));
        }
        let bands = rows.iter().filter_map(|r| r.band);
        let values = rows.iter().flat_map(|r| [r.now, r.target]);
        let values = values.chain(bands.flat_map(|b| [b.0, b.1]));
        let values = values.chain(pane.rules.iter().map(|r| r.at)).chain([0.0]);
        let (low, high) = super::ends(values).unwrap_or((0.0, 1.0));
        let room = 0.03 * (high - low).max(1.0);
        let x = Axis::value("").decimals(1).unit("%").hidden();
        Figure::new(self.title)
            .x(x.between(low - room, high + room))
            .pane(pane)
            .words(words)
    }
}
