use domain::{Day, Symbol};
use nalgebra::DMatrix;

use crate::{DataError, Fault, Window, raw::check_days, raw::check_price};

/// Prices of several assets on the same days: days ascend, every price is finite and positive,
/// nothing is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceTable {
    days: Vec<Day>,
    assets: Vec<Symbol>,
    /// Column-major: all days of the first asset, then all days of the second, …
    prices: Vec<f64>,
}

/// Simple returns of several assets on the same days, `p_t / p_{t−1} − 1`.
#[derive(Debug, Clone, PartialEq)]
pub struct Returns {
    /// The day on which each return ends; T of them.
    pub days: Vec<Day>,
    /// The asset of each column; n of them.
    pub assets: Vec<Symbol>,
    /// T × n, a row per day, a column per asset.
    pub matrix: DMatrix<f64>,
}

/// A symbol that is not in the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there are no prices of {0}")]
pub struct UnknownSymbol(pub Symbol);

impl PriceTable {
    /// A table of `prices`, column-major (all days of the first asset first).
    ///
    /// # Errors
    /// When the days do not ascend, an asset comes twice, the length is not days × assets, or a
    /// price is not finite and positive. Rows are counted from zero.
    pub fn new(days: Vec<Day>, assets: Vec<Symbol>, prices: Vec<f64>) -> Result<Self, DataError> {
        if days.is_empty() || assets.is_empty() {
            return Err(Fault::NothingLeft.anywhere());
        }
        check_days(&days)?;
        check_assets(&assets)?;
        if prices.len() != days.len() * assets.len() {
            return Err(Fault::RaggedRow {
                expected: days.len() * assets.len(),
                found: prices.len(),
            }
            .anywhere());
        }
        for (column, asset) in prices.chunks_exact(days.len()).zip(&assets) {
            for (row, &price) in column.iter().enumerate() {
                check_price(price).map_err(|fault| fault.at(row, asset.as_str()))?;
            }
        }
        Ok(Self {
            days,
            assets,
            prices,
        })
    }

    /// For callers that have just checked everything.
    pub(crate) fn trusted(days: Vec<Day>, assets: Vec<Symbol>, prices: Vec<f64>) -> Self {
        debug_assert_eq!(prices.len(), days.len() * assets.len());
        Self {
            days,
            assets,
            prices,
        }
    }

    /// The days, ascending.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// The assets, in the order of the columns.
    pub fn assets(&self) -> &[Symbol] {
        &self.assets
    }

    /// All prices, column-major.
    pub fn prices(&self) -> &[f64] {
        &self.prices
    }

    /// The prices of the asset at a position, one a day.
    ///
    /// # Panics
    /// When there is no such asset.
    pub fn column(&self, asset: usize) -> &[f64] {
        &self.prices[asset * self.days.len()..(asset + 1) * self.days.len()]
    }

    /// The price of the asset at a position on the day at a position.
    ///
    /// # Panics
    /// When there is no such day or asset.
    pub fn price(&self, day: usize, asset: usize) -> f64 {
        self.column(asset)[day]
    }

    /// Where an asset stands.
    pub fn position(&self, symbol: &str) -> Option<usize> {
        self.assets
            .iter()
            .position(|asset| asset.as_str() == symbol)
    }

    /// These assets only, in this order.
    ///
    /// # Errors
    /// When one of them is not in the table.
    pub fn select(&self, symbols: &[Symbol]) -> Result<Self, UnknownSymbol> {
        let mut prices = Vec::with_capacity(symbols.len() * self.days.len());
        for symbol in symbols {
            let asset = self
                .position(symbol.as_str())
                .ok_or_else(|| UnknownSymbol(symbol.clone()))?;
            prices.extend_from_slice(self.column(asset));
        }
        Ok(Self::trusted(self.days.clone(), symbols.to_vec(), prices))
    }

    /// The days whose *returns* lie inside the window: the prices inside it and, where there is
    /// one, the single price day before it, from which the first return inside is measured.
    ///
    /// Empty (no days) when no day is inside.
    pub fn window(&self, window: &Window) -> Self {
        self.rows(window.inside_with_base(&self.days))
    }

    /// The prices inside the window and nothing before it: the first return is that of the second
    /// day inside.
    pub fn prices_inside(&self, window: &Window) -> Self {
        self.rows(window.inside(&self.days))
    }

    fn rows(&self, range: std::ops::Range<usize>) -> Self {
        let prices = (0..self.assets.len())
            .flat_map(|asset| &self.column(asset)[range.clone()])
            .copied()
            .collect();
        Self::trusted(self.days[range].to_vec(), self.assets.clone(), prices)
    }

    /// Simple returns: one row less than there are days.
    pub fn returns(&self) -> Returns {
        let t = self.days.len().saturating_sub(1);
        let mut values = Vec::with_capacity(t * self.assets.len());
        for asset in 0..self.assets.len() {
            values.extend(
                self.column(asset)
                    .windows(2)
                    .map(|pair| pair[1] / pair[0] - 1.0),
            );
        }
        Returns {
            days: self.days.iter().skip(1).copied().collect(),
            assets: self.assets.clone(),
            matrix: DMatrix::from_vec(t, self.assets.len(), values),
        }
    }
}

impl Returns {
    /// How many days there are.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there is no day.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Where an asset stands.
    pub fn position(&self, symbol: &str) -> Option<usize> {
        self.assets
            .iter()
            .position(|asset| asset.as_str() == symbol)
    }

    /// The returns of the asset at a position, one a day.
    ///
    /// # Panics
    /// When there is no such asset.
    pub fn column(&self, asset: usize) -> &[f64] {
        let t = self.matrix.nrows();
        &self.matrix.as_slice()[asset * t..(asset + 1) * t]
    }

    /// The rows of a range of positions.
    ///
    /// # Panics
    /// When the range reaches beyond the last day.
    pub fn rows(&self, range: std::ops::Range<usize>) -> Self {
        Self {
            days: self.days[range.clone()].to_vec(),
            assets: self.assets.clone(),
            matrix: self.matrix.rows_range(range).into_owned(),
        }
    }

    /// The returns of the days inside the window.
    pub fn window(&self, window: &Window) -> Self {
        self.rows(window.inside(&self.days))
    }

    /// These assets only, in this order.
    ///
    /// # Errors
    /// When one of them is not in the table.
    pub fn select(&self, symbols: &[Symbol]) -> Result<Self, UnknownSymbol> {
        let columns = symbols
            .iter()
            .map(|symbol| {
                self.position(symbol.as_str())
                    .ok_or_else(|| UnknownSymbol(symbol.clone()))
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            days: self.days.clone(),
            assets: symbols.to_vec(),
            matrix: self.matrix.select_columns(&columns),
        })
    }
}

/// No asset comes twice.
pub(crate) fn check_assets(assets: &[Symbol]) -> Result<(), DataError> {
    let mut seen = std::collections::HashSet::with_capacity(assets.len());
    match assets.iter().find(|asset| !seen.insert(*asset)) {
        Some(twice) => Err(Fault::DuplicateColumn.in_column(twice.as_str())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(names: &[&str]) -> Vec<Symbol> {
        names
            .iter()
            .map(|name| name.parse().expect("a symbol"))
            .collect()
    }

    fn table() -> PriceTable {
        let days = [2, 3, 6].map(|d| Day::constant(2020, 1, d)).to_vec();
        PriceTable::new(
            days,
            symbols(&["A", "B"]),
            vec![1.0, 2.0, 4.0, 10.0, 5.0, 5.0],
        )
        .expect("a good table")
    }

    #[test]
    fn reaches_its_prices() {
        let table = table();
        assert_eq!(table.column(1), [10.0, 5.0, 5.0]);
        assert_eq!(table.price(2, 0), 4.0);
        assert_eq!(table.position("B"), Some(1));
        assert_eq!(table.position("C"), None);
        assert_eq!(table.prices().len(), 6);
    }

    #[test]
    fn returns_are_simple() {
        let returns = table().returns();
        assert_eq!(returns.days, table().days()[1..]);
        assert_eq!(returns.column(0), [1.0, 1.0]);
        assert_eq!(returns.column(1), [-0.5, 0.0]);
        assert_eq!(returns.len(), 2);
        assert!(!returns.is_empty());
        assert_eq!(
            returns.rows(1..2).matrix,
            DMatrix::from_row_slice(1, 2, &[1.0, 0.0])
        );
    }

    #[test]
    fn selects_in_the_order_asked() {
        let table = table();
        let swapped = table.select(&symbols(&["B", "A"])).expect("both are there");
        assert_eq!(swapped.column(0), table.column(1));
        let returns = table
            .returns()
            .select(&symbols(&["B"]))
            .expect("it is there");
        assert_eq!(returns.column(0), [-0.5, 0.0]);
        let missing = UnknownSymbol(symbols(&["C"])[0].clone());
        assert_eq!(table.select(&symbols(&["A", "C"])), Err(missing.clone()));
        assert_eq!(
            table.returns().select(&symbols(&["C"])),
            Err(missing.clone())
        );
        assert_eq!(missing.to_string(), "there are no prices of C");
    }

    #[test]
    fn the_first_return_of_a_window_lies_inside_it() {
        let window = Window::new(Some(Day::constant(2020, 1, 3)), None).expect("open");
        let cut = table().window(&window);
        assert_eq!(cut.days(), table().days(), "one day is kept as the base");
        assert_eq!(cut.returns().days[0], Day::constant(2020, 1, 3));
        assert_eq!(table().returns().window(&window), cut.returns());
        assert_eq!(table().prices_inside(&window).column(0), [2.0, 4.0]);
        let late = Window::new(Some(Day::constant(2021, 1, 1)), None).expect("open");
        assert!(table().window(&late).days().is_empty());
        assert!(table().window(&late).returns().is_empty());
    }

    #[test]
    fn a_bad_table_is_refused() {
        let days = || [2, 3].map(|d| Day::constant(2020, 1, d)).to_vec();
        let check = |days, assets: &[&str], prices: &[f64], expect: &str| {
            let error = PriceTable::new(days, symbols(assets), prices.to_vec()).expect_err(expect);
            assert_eq!(error.to_string(), expect);
        };
        check(vec![], &["A"], &[], "nothing is left of the data");
        check(days(), &[], &[], "nothing is left of the data");
        check(days(), &["A"], &[1.0], "expected 2 cells, found 1");
        check(
            days(),
            &["A", "A"],
            &[1.0; 4],
            "column A: the column comes twice",
        );
        check(
            days(),
            &["A"],
            &[1.0, 0.0],
            "row 1, column A: 0 is not a positive price",
        );
        check(
            days(),
            &["A"],
            &[1.0, f64::NAN],
            "row 1, column A: `NaN` is not a finite number",
        );
        let backwards = days().into_iter().rev().collect();
        check(
            backwards,
            &["A"],
            &[1.0, 1.0],
            "row 1, column date: 2020-01-02 does not follow 2020-01-03: the days must ascend",
        );
    }
}
