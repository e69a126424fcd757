use domain::{Day, Symbol};

/// One day of trading of one instrument. Open, high, low, close and volume are as traded;
/// `adj_close` is the close adjusted for splits and dividends, from which returns are computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// The day.
    pub day: Day,
    /// The first price.
    pub open: f64,
    /// The highest price.
    pub high: f64,
    /// The lowest price.
    pub low: f64,
    /// The last price.
    pub close: f64,
    /// The last price, adjusted for splits and dividends.
    pub adj_close: f64,
    /// Shares traded.
    pub volume: f64,
}

/// The bars of one instrument, ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The instrument.
    pub symbol: Symbol,
    /// Its bars, ascending by day.
    pub bars: Vec<Bar>,
}

/// A named series of values that are no prices: yields, factor returns, an index of volatility.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueSeries {
    /// Its name.
    pub name: String,
    /// Day and value, ascending by day; any finite value.
    pub points: Vec<(Day, f64)>,
}

impl Series {
    /// Day and adjusted close.
    pub fn adjusted(&self) -> impl Iterator<Item = (Day, f64)> + '_ {
        self.bars.iter().map(|bar| (bar.day, bar.adj_close))
    }
}
