//! Agreement of the structure of a portfolio with numpy, scipy, scikit-learn and statsmodels on real
//! prices; `reference/structure.py` wrote what is expected.

#[path = "support/starter.rs"]
mod bundled;

use market::{PriceTable, Window};
use nalgebra::DMatrix;
use risk::structure::*;
use serde_json::Value;

fn starter(name: &str) -> PriceTable {
    let raw = bundled::starter(name);
    raw.finish(&Window::ALL, None).expect("no gap").table
}

/// Returns of stocks and factors between the days that both have.
fn joined() -> (DMatrix<f64>, DMatrix<f64>, usize) {
    let stocks = starter("us20_adjclose_1990_2022.csv.gz");
    let factors = starter("factor_etfs_2014_2022.csv.gz");
    let common = |table: &PriceTable, other: &PriceTable| {
        let rows: Vec<usize> = (0..table.days().len())
            .filter(|&row| other.days().binary_search(&table.days()[row]).is_ok())
            .collect();
        DMatrix::from_fn(rows.len() - 1, table.assets().len(), |t, i| {
            table.price(rows[t + 1], i) / table.price(rows[t], i) - 1.0
        })
    };
    let aapl = stocks.position("AAPL").expect("it is there");
    (common(&stocks, &factors), common(&factors, &stocks), aapl)
}

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/structure.json")).expect("a good file")
}

fn weights(name: &str) -> Vec<f64> {
    match name {
        "equal" => vec![0.05; 20],
        "mixed" => (0..20).map(|i| f64::from(15 - i) / 100.0).collect(),
        other => panic!("no portfolio {other}"),
    }
}

#[track_caller]
fn near(name: &str, found: f64, expect: &Value, tolerance: f64) {
    let expect = expect
        .as_f64()
        .unwrap_or_else(|| panic!("{name}: {expect}"));
    let apart = (found - expect).abs();
    assert!(
        apart <= tolerance * expect.abs().max(1.0),
        "{name}: {found} is not {expect}, off by {apart:e}"
    );
}

/// Relative, whatever the size.
#[track_caller]
fn all_alike(name: &str, found: &[f64], expect: &Value, tolerance: f64) {
    let expect = expect.as_array().unwrap_or_else(|| panic!("{name}"));
    assert_eq!(found.len(), expect.len(), "{name}");
    for (found, expect) in found.iter().zip(expect) {
        let expect = expect.as_f64().unwrap_or_else(|| panic!("{name}"));
        let apart = (found - expect).abs();
        assert!(
            apart <= tolerance * expect.abs(),
            "{name}: {found} is not {expect}, off by {apart:e}"
        );
    }
}

#[track_caller]
fn all_near(name: &str, found: &[f64], expect: &Value, tolerance: f64) {
    let expect = expect.as_array().unwrap_or_else(|| panic!("{name}"));
    assert_eq!(found.len(), expect.len(), "{name}");
    for (i, (found, expect)) in found.iter().zip(expect).enumerate() {
        near(&format!("{name}[{i}]"), *found, expect, tolerance);
    }
}

/// Each measure by name, as [`components`] has it.
fn by_name(all: &Components) -> [(&'static str, &Divided); 6] {
    let tail = &all.tails[0];
    [
        ("volatility", &all.volatility),
        ("var_historical", &tail.var_historical),
        ("cvar_historical", &tail.cvar_historical),
        ("var_normal", &tail.var_normal),
        ("cvar_normal", &tail.cvar_normal),
        ("var_cornish_fisher", &tail.var_cornish_fisher),
    ]
    .map(|(name, found)| (name, found.as_ref().expect("sound")))
}

#[test]
fn parts_of_every_measure() {
    let (returns, _, _) = joined();
    let reference = reference();
    assert_eq!(Some(returns.nrows() as u64), reference["days"].as_u64());
    for portfolio in ["equal", "mixed"] {
        let weights = weights(portfolio);
        for (percent, confidence) in [(95, 0.95), (99, 0.99)] {
            let expect = &reference["parts"][format!("{portfolio}_{percent}")];
            let all = components(&returns, &weights, &[confidence]).expect("sound");
            for (name, divided) in by_name(&all) {
                let found = &divided.parts;
                let name_of = |part| format!("{portfolio} {percent} {name} {part}");
                let expect = &expect[name];
                // All of them are below one: the tolerance is absolute.
                near(&name_of("total"), found.total, &expect["total"], 1e-14);
                all_near(
                    &name_of("component"),
                    &found.component,
                    &expect["component"],
                    1e-14,
                );
                let sum: f64 = found.component.iter().sum();
                assert!(
                    (sum - found.total).abs() <= 1e-12 * found.total.abs(),
                    "{name}: {sum} {}",
                    found.total
                );
                all_near(
                    &name_of("incremental"),
                    &divided.incremental,
                    &expect["incremental"],
                    1e-14,
                );
            }
        }
    }
}

#[test]
fn correlations_and_their_components() {
    let (returns, _, _) = joined();
    let reference = reference();
    let matrix = correlation(&returns).expect("sound");
    let first: Vec<f64> = matrix.row(0).iter().copied().collect();
    all_near("row", &first, &reference["correlation_first_row"], 1e-13);
    let average = average_correlation(&matrix).expect("two assets");
    near("average", average, &reference["average_correlation"], 1e-13);
    let components = principal_components(&matrix).expect("sound");
    all_near(
        "eigenvalues",
        &components.eigenvalues,
        &reference["eigenvalues"],
        1e-13,
    );
    near(
        "absorption",
        components.absorption_ratio,
        &reference["absorption_ratio"],
        1e-13,
    );
}

#[test]
fn clusters_are_those_of_scipy() {
    let (returns, _, _) = joined();
    let matrix = correlation(&returns).expect("sound");
    let distances = matrix.map(|rho| ((1.0 - rho) * 0.5).sqrt());
    let reference = reference();
    for (name, linkage) in [
        ("single", Linkage::Single),
        ("complete", Linkage::Complete),
        ("average", Linkage::Average),
        ("ward", Linkage::Ward),
    ] {
        let expect = &reference["clusters"][name];
        let found = clusters(&matrix, linkage, None).expect("sound");
        for (merge, expect) in found
            .merges
            .iter()
            .zip(expect["merges"].as_array().expect(name))
        {
            assert_eq!(
                [Some(merge.left as u64), Some(merge.right as u64)],
                [expect[0].as_u64(), expect[1].as_u64()],
                "{name}"
            );
            near(name, merge.distance, &expect[2], 1e-13);
        }
        let order: Vec<Value> = found.order.iter().map(|&i| Value::from(i)).collect();
        assert_eq!(Value::from(order), expect["order"], "{name}");
        assert_eq!(
            Some(found.count as u64),
            expect["natural"].as_u64(),
            "{name}"
        );
        let scores = expect["silhouettes"].as_object().expect(name);
        for (count, score) in scores {
            let count: usize = count.parse().expect("a number");
            let cut = clusters(&matrix, linkage, Some(count)).expect("sound");
            assert_eq!(cut.labels.iter().max(), Some(&(count - 1)), "{name}");
            let own = silhouette(&distances, &cut.labels).expect("clusters");
            assert_eq!(Some(own), cut.silhouette);
            near(&format!("{name} {count}"), own, score, 1e-12);
        }
        let four = clusters(&matrix, linkage, Some(4)).expect("sound");
        let labels: Vec<u64> = expect["labels_of_4"]
            .as_array()
            .expect(name)
            .iter()
            .map(|label| label.as_u64().expect("a number"))
            .collect();
        for i in 0..20 {
            for j in 0..20 {
                let (ours, theirs) = (four.labels[i] == four.labels[j], labels[i] == labels[j]);
                assert_eq!(ours, theirs, "{name}: {i} and {j}");
            }
        }
    }
}

#[test]
fn bets_and_diversification() {
    let (returns, _, _) = joined();
    let matrix = covariance(&returns).expect("sound");
    let reference = reference();
    for name in ["equal", "mixed"] {
        let weights = weights(name);
        let principal = principal_bets(&matrix, &weights).expect("sound");
        let expect = &reference["principal_bets"][name];
        near(name, principal.effective, &expect["effective"], 1e-11);
        all_near(name, &principal.shares, &expect["shares"], 1e-11);
        let torsion = torsion_bets(&matrix, &weights).expect("sound");
        let expect = &reference["torsion_bets"][name];
        near(name, torsion.effective, &expect["effective"], 1e-10);
        all_near(name, &torsion.shares, &expect["shares"], 1e-10);
        let ratio = diversification_ratio(&returns, &weights).expect("sound");
        let expect = &reference["diversification_ratio"][name];
        near(name, ratio, expect, 1e-13);
    }
}

#[test]
fn regressions_are_those_of_statsmodels() {
    let (returns, factors, aapl) = joined();
    let reference = reference();
    let model = FactorModel::new(&factors).expect("sound");
    all_near(
        "inflation",
        &model.variance_inflation(),
        &reference["variance_inflation"],
        1e-11,
    );
    let lag = newey_west_lag(returns.nrows());
    assert_eq!(Some(lag as u64), reference["lag"].as_u64());
    let equal: Vec<f64> = returns.row_iter().map(|row| row.sum() / 20.0).collect();
    let xom = starter("us20_adjclose_1990_2022.csv.gz")
        .position("XOM")
        .expect("it is there");
    for (name, series, lag) in [
        ("equal", equal.as_slice(), lag),
        ("AAPL", returns.column(aapl).as_slice(), lag),
        ("XOM_lag_0", returns.column(xom).as_slice(), 0),
    ] {
        let expect = &reference["regressions"][name];
        let found = model.regress(series, lag).expect("sound");
        let all: Vec<Coefficient> = std::iter::once(found.intercept)
            .chain(found.slopes.iter().copied())
            .collect();
        let column = |of: fn(&Coefficient) -> f64| -> Vec<f64> { all.iter().map(of).collect() };
        for (key, values) in [
            ("values", column(|c| c.value)),
            ("standard_errors", column(|c| c.standard_error)),
            ("hac_standard_errors", column(|c| c.hac_standard_error)),
            ("t", column(|c| c.t.expect("no perfect fit"))),
            ("p", column(|c| c.p.expect("no perfect fit"))),
            ("hac_t", column(|c| c.hac_t.expect("no perfect fit"))),
            ("hac_p", column(|c| c.hac_p.expect("no perfect fit"))),
        ] {
            all_alike(&format!("{name} {key}"), &values, &expect[key], 1e-10);
        }
        for (key, value) in [
            ("r_squared", found.r_squared),
            ("adjusted_r_squared", found.adjusted_r_squared),
            ("residual_volatility", found.residual_volatility),
            ("f", found.f.expect("no perfect fit")),
            ("f_p", found.f_p.expect("no perfect fit")),
        ] {
            let expect = Value::from(vec![expect[key].clone()]);
            all_alike(&format!("{name} {key}"), &[value], &expect, 1e-10);
        }
        let risk = factor_risk(&model, series).expect("sound");
        all_near(name, &risk.factors, &expect["risk"], 1e-11);
        near(name, risk.specific, &expect["specific"], 1e-11);
        let sum = risk.factors.iter().sum::<f64>() + risk.specific;
        assert!((sum - 1.0).abs() < 1e-12, "{name}: {sum}");
    }
}

/// The whole history of the equal-weight portfolio, of which another reference knows the totals.
#[test]
fn totals_of_the_other_reference() {
    let returns = starter("us20_adjclose_1990_2022.csv.gz").returns().matrix;
    let weights = weights("equal");
    let file = include_str!("reference/measures_us20_ew.json");
    let reference: Value = serde_json::from_str(file).expect("a good file");
    let (var, cvar) = (&reference["numpy"]["VaR"], &reference["numpy"]["CVaR"]);
    let historical = var_historical_parts(&returns, &weights, 0.95);
    let tail = cvar_historical_parts(&returns, &weights, 0.99);
    let fisher = var_cornish_fisher_parts(&returns, &weights, 0.95);
    for (name, found, expect) in [
        (
            "var",
            historical,
            &var["hist_0.95"]["numpy_quantile_linear"],
        ),
        ("cvar", tail, &cvar["hist_ru_0.99"]),
        (
            "normal",
            var_normal_parts(&returns, &weights, 0.95),
            &var["normal_0.95"],
        ),
        (
            "normal",
            cvar_normal_parts(&returns, &weights, 0.99),
            &cvar["normal_0.99"],
        ),
        ("cornish_fisher", fisher, &var["cornish_fisher_95"]),
    ] {
        near(name, found.expect("sound").total, expect, 1e-14);
    }
}
