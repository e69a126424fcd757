//! Performance and everything relative, against established libraries.

#[path = "support/starter.rs"]
mod bundled;

use domain::Day;
use market::{PriceTable, Window};
use risk::{
    Options, PERIODS_PER_YEAR, Rebalance, RiskError, measures,
    performance::{
        CalendarPeriod, Sample, Trials, deepest_drawdowns, deflated_sharpe, expected_max_sharpe,
        minimum_track_record, month_table, periods, probabilistic_sharpe, rolling_samples,
        rolling_stretches, rolling_var,
    },
    portfolio_returns,
    relative::{Pair, market_model, rolling_pairs},
};
use serde_json::Value;

struct Ground {
    days: Vec<Day>,
    returns: Vec<f64>,
    benchmark: Vec<f64>,
}

fn starter(name: &str) -> PriceTable {
    let raw = bundled::starter(name);
    raw.finish(&Window::ALL, None).expect("no gap").table
}

fn ground() -> Ground {
    let table = starter("us20_adjclose_1990_2022.csv.gz").returns();
    let index = starter("sp500_index_1990_2022.csv.gz").returns();
    Ground {
        returns: portfolio_returns(&table, &[0.05; 20], Rebalance::Daily).expect("sound"),
        benchmark: index.column(0).to_vec(),
        days: table.days,
    }
}

fn libraries() -> Value {
    serde_json::from_str(include_str!("reference/measures_us20_ew.json")).expect("a good file")
}

fn own_script() -> Value {
    serde_json::from_str(include_str!("reference/performance_us20_ew.json")).expect("a good file")
}

#[track_caller]
fn check(name: &str, found: f64, expect: &Value) {
    let expect = expect.as_f64().expect(name);
    let off = (found - expect).abs() / expect.abs().max(1.0);
    assert!(
        off <= 1e-10,
        "{name}: {found} is not {expect}, off by {off:e}"
    );
}

#[test]
fn measures_of_the_libraries() {
    let ground = ground();
    let options = Options {
        benchmark: Some(&ground.benchmark),
        ..Options::default()
    };
    let found = measures(&ground.returns, &options).expect("sound");
    assert_eq!(found.missing, []);
    let all = libraries();
    let n = ground.returns.len() as f64;
    let get = |value: Option<f64>| value.expect("it varies");
    let (numpy, empyrical, quantstats) = (&all["numpy"], &all["empyrical"], &all["quantstats"]);
    let downside = get(found.downside_deviation);
    let alpha = get(found.alpha_annual) / PERIODS_PER_YEAR;
    for (name, value, expect) in [
        (
            "downside",
            downside / PERIODS_PER_YEAR.sqrt(),
            &numpy["semi_dev_ddof0_target0"],
        ),
        (
            "sortino",
            get(found.sortino),
            &numpy["sortino_target0_sqrt252"],
        ),
        ("calmar", get(found.calmar), &numpy["calmar_cagr_over_mdd"]),
        ("alpha", alpha, &numpy["alpha_daily_rf0"]),
        ("correlation", get(found.correlation), &numpy["corr"]),
        (
            "tracking error",
            get(found.tracking_error),
            &numpy["tracking_error_ann"],
        ),
        (
            "information",
            get(found.information_ratio),
            &numpy["information_ratio_ann"],
        ),
        ("mad", get(found.mad), &numpy["MAD"]),
        (
            "mad",
            get(found.mad),
            &all["skfolio"]["mean_absolute_deviation"],
        ),
        ("sortino", get(found.sortino), &empyrical["sortino"]),
        ("calmar", get(found.calmar), &empyrical["calmar"]),
        // Empyrical compounds its daily alpha over a year.
        (
            "alpha",
            (1.0 + alpha).powf(PERIODS_PER_YEAR) - 1.0,
            &empyrical["alpha"],
        ),
        ("omega", get(found.omega), &empyrical["omega"]),
        (
            "tail ratio",
            get(found.tail_ratio),
            &empyrical["tail_ratio"],
        ),
        ("downside", downside, &empyrical["downside_risk"]),
        ("sortino", get(found.sortino), &quantstats["sortino"]),
        ("calmar", get(found.calmar), &quantstats["calmar"]),
        // Quantstats divides by n − 1.
        (
            "ulcer",
            found.ulcer_index * (n / (n - 1.0)).sqrt(),
            &quantstats["ulcer_index"],
        ),
        ("omega", get(found.omega), &quantstats["omega"]),
        (
            "gain to pain",
            get(found.gain_to_pain),
            &quantstats["gain_to_pain_ratio"],
        ),
        (
            "tail ratio",
            get(found.tail_ratio),
            &quantstats["tail_ratio"],
        ),
        (
            "alpha",
            get(found.alpha_annual),
            &quantstats["greeks"]["alpha"],
        ),
        ("beta", get(found.beta), &quantstats["greeks"]["beta"]),
    ] {
        check(name, value, expect);
    }
    let own = own_script();
    for (name, value) in [
        ("average_drawdown", found.average_drawdown),
        ("ulcer_index", found.ulcer_index),
        ("cdar_95", found.tails[0].cdar),
        ("cdar_99", found.tails[1].cdar),
        ("win_rate", found.win_rate),
        ("gain_to_pain", get(found.gain_to_pain)),
        ("probabilistic_sharpe", get(found.probabilistic_sharpe)),
        ("up_capture", get(found.up_capture)),
        ("down_capture", get(found.down_capture)),
        ("batting_average", get(found.batting_average)),
        ("active_return", get(found.active_return)),
        ("alpha_annual", get(found.alpha_annual)),
        ("r_squared", get(found.r_squared)),
    ] {
        check(name, value, &own[name]);
    }
}

#[test]
fn sharpe_ratios_that_are_doubted() {
    let (x, own) = (ground().returns, own_script());
    let trials = Trials {
        count: 50,
        variance: 0.3 / 252.0,
    };
    let tried = |found: Result<f64, RiskError>| found.expect("sound");
    let above = probabilistic_sharpe(&x, 0.0, 0.05);
    check(
        "above",
        tried(above),
        &own["probabilistic_sharpe_above_0.05"],
    );
    check(
        "top",
        tried(expected_max_sharpe(&trials)),
        &own["expected_max_sharpe"],
    );
    check(
        "deflated",
        tried(deflated_sharpe(&x, 0.0, &trials)),
        &own["deflated_sharpe"],
    );
    let length = minimum_track_record(&x, 0.0, 0.0, 0.95);
    check("length", tried(length), &own["minimum_track_record"]);
}

#[test]
fn the_market_model_of_statsmodels() {
    let (ground, own) = (ground(), own_script());
    let found = market_model(&ground.returns, &ground.benchmark).expect("sound");
    for (name, value) in [
        ("alpha_annual", found.alpha_annual.value),
        ("alpha_error", found.alpha_annual.standard_error),
        ("alpha_t", found.alpha_annual.t.expect("residuals")),
        ("beta", found.beta.value),
        ("beta_error", found.beta.standard_error),
        ("beta_t", found.beta.t.expect("residuals")),
        ("r_squared", found.r_squared),
        ("residual_volatility", found.residual_volatility),
    ] {
        check(name, value, &own[name]);
    }
    let exact = market_model(&[0.25, 0.5, 0.75], &[0.25, 0.5, 0.75]).expect("a line");
    assert_eq!(
        (exact.beta.value, exact.beta.standard_error, exact.beta.t),
        (1.0, 0.0, None)
    );
    let few = market_model(&[0.1, 0.2], &[0.1, 0.3]);
    assert_eq!(
        few,
        Err(RiskError::TooFew {
            needed: 3,
            found: 2
        })
    );
}

#[test]
fn the_calendar_of_pandas() {
    let (ground, own) = (ground(), own_script());
    let (days, x) = (&ground.days, &ground.returns);
    let rows = month_table(days, x).expect("sound");
    assert_eq!(rows.len(), own["years"].as_object().expect("years").len());
    for row in &rows {
        let name = row.year.to_string();
        check(&name, row.total, &own["years"][&name]);
        if let Some(months) = own["months"][&name].as_array() {
            for (found, expect) in row.months.iter().zip(months) {
                check(&name, found.expect("every month"), expect);
            }
        }
    }
    let extremes = |calendar| {
        let all = periods(days, x, calendar).expect("sound");
        let totals = || all.iter().map(|period| period.total);
        let extremes = [totals().fold(-1.0, f64::max), totals().fold(9.0, f64::min)];
        (all.len(), extremes)
    };
    for (calendar, key) in [
        (CalendarPeriod::Week, "weeks"),
        (CalendarPeriod::Month, "month_extremes"),
        (CalendarPeriod::Year, "year_extremes"),
    ] {
        let (_, found) = extremes(calendar);
        check(key, found[0], &own[key][0]);
        check(key, found[1], &own[key][1]);
    }
    let weeks = extremes(CalendarPeriod::Week).0 as u64;
    assert_eq!(Some(weeks), own["week_count"].as_u64());
    let (count, each) = extremes(CalendarPeriod::Day);
    let sample = Sample::new(x).expect("sound");
    assert_eq!((count, each), (x.len(), [sample.best(), sample.worst()]));
}

#[test]
fn the_drawdowns_of_quantstats() {
    let (ground, own) = (ground(), own_script());
    let found = deepest_drawdowns(&ground.returns, 5).expect("sound");
    for (found, expect) in found.iter().zip(own["drawdowns"].as_array().expect("five")) {
        check("depth", found.depth, &expect[0]);
        let trough = ground.days[found.trough - 1].to_string();
        assert_eq!(Some(trough.as_str()), expect[1].as_str());
    }
}

#[test]
fn the_windows_of_pandas() {
    let (ground, own) = (ground(), own_script());
    let (x, b, own) = (&ground.returns, &ground.benchmark, &own["rolling"]);
    let window = 250;
    let samples = |read: fn(&Sample) -> Result<f64, RiskError>| {
        let found = rolling_samples(x, window, read).expect("sound");
        found
            .into_iter()
            .collect::<Result<Vec<_>, _>>()
            .expect("it varies")
    };
    let pairs = |read: fn(&Pair) -> Result<f64, RiskError>| {
        let found = rolling_pairs(x, b, window, read).expect("sound");
        found
            .into_iter()
            .collect::<Result<Vec<_>, _>>()
            .expect("it varies")
    };
    let deepest = rolling_stretches(x, window, |stretch| stretch.max_drawdown().expect("sound"));
    for (name, found) in [
        ("volatility", samples(Sample::volatility_annual)),
        ("sharpe", samples(|sample| sample.sharpe(0.0))),
        ("beta", pairs(Pair::beta)),
        ("correlation", pairs(Pair::correlation)),
        ("tracking_error", pairs(Pair::tracking_error)),
        ("max_drawdown", deepest.expect("sound")),
        ("var", rolling_var(x, window, 0.95).expect("sound")),
    ] {
        for (i, at) in own["at"].as_array().expect("three").iter().enumerate() {
            let at = at.as_u64().expect("a position") as usize;
            check(name, found[at + 1 - window], &own[name][i]);
        }
    }
}
