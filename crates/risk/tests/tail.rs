//! Models of the tail: against reference values, against each other, and on bad input.

#[path = "support/equal_weight.rs"]
mod us20;

use proptest::prelude::*;
use risk::{
    RiskError, evar, fit_student_t, quantile,
    tail::{DECAY, Model, Rising, Scaling, TailRisk, tail_risk},
};
use us20::{close, equal_weight, reference};

const FILTERED: Model = Model::FilteredHistorical {
    decay: DECAY,
    draws: 2_000,
    seed: 7,
};

/// All models, with few draws.
const MODELS: [Model; 9] = [
    Model::Historical,
    Model::HistoricalOverlapping,
    Model::Normal,
    Model::CornishFisher,
    Model::Ewma { decay: DECAY },
    FILTERED,
    Model::StudentT,
    Model::MonteCarloNormal {
        draws: 200,
        seed: 1,
    },
    Model::MonteCarloStudentT {
        draws: 200,
        seed: 1,
    },
];

fn ask(returns: &[f64], model: Model, confidence: f64, days: usize) -> TailRisk {
    tail_risk(returns, model, confidence, days).expect("sound")
}

#[test]
fn the_models_agree_with_their_references() {
    let returns = equal_weight();
    let reference = reference();
    for (key, confidence) in [("0.95", 0.95), ("0.99", 0.99)] {
        for (name, model) in [
            ("normal", Model::Normal),
            ("cornish_fisher", Model::CornishFisher),
            ("ewma", Model::Ewma { decay: DECAY }),
            ("filtered_historical", FILTERED),
            ("student_t", Model::StudentT),
        ] {
            let expect = &reference["tail"][key][name];
            let found = ask(&returns, model, confidence, 1);
            assert_eq!(found.scaling, Scaling::OneDay);
            close(name, found.var, expect[0].as_f64().expect(name), 1e-12);
            if let Some(cvar) = expect[1].as_f64() {
                close(name, found.cvar.expect(name), cvar, 1e-11);
            }
        }
        let expect = reference["tail"][key]["evar"].as_f64().expect("evar");
        close(
            "evar",
            evar(&returns, confidence).expect("sound"),
            expect,
            1e-13,
        );
    }
    // skfolio's, of measures_us20_ew.json in the shared references.
    let found = evar(&returns, 0.95).expect("sound");
    close("skfolio", found, 0.051223022669808264, 1e-10);
    // An excess kurtosis of 9.6 is beyond the domain of the expansion, which rises in the tail all
    // the same.
    let expansion = ask(&returns, Model::CornishFisher, 0.95, 1);
    assert_eq!(expansion.rising, Some(Rising::InTail));
    assert!(expansion.cvar > Some(expansion.var));
}

#[test]
fn the_student_fit_is_the_greatest_likelihood() {
    let returns = equal_weight();
    let reference = reference();
    let found = fit_student_t(&returns).expect("sound");
    let expect = |key: &str| reference["student_t"][key].as_f64().expect(key);
    let degrees = expect("degrees_of_freedom");
    close("ν", found.degrees_of_freedom, degrees, 1e-9);
    close("location", found.location, expect("location"), 1e-12);
    close("scale", found.scale, expect("scale"), 1e-12);
    close(
        "likelihood",
        found.log_likelihood,
        expect("log_likelihood"),
        1e-6,
    );
    assert!(found.log_likelihood >= expect("scipy_log_likelihood") - 1e-6);
    let windows = reference["student_windows"].as_array().expect("windows");
    assert!(windows.len() > 20);
    for window in windows {
        let number = |i: usize| window[i].as_f64().expect("a number");
        let end = number(0) as usize;
        let found = fit_student_t(&returns[end - 250..end]).expect("sound");
        close("ν", found.degrees_of_freedom / number(1), 1.0, 1e-7);
        close("location", found.location, number(2), 1e-11);
        close("scale", found.scale, number(3), 1e-10);
    }
}

/// The simulations estimate what the parametric models say in closed form; six standard errors are
/// never exceeded by chance.
#[test]
fn simulations_are_within_their_own_error() {
    let returns = equal_weight();
    let (draws, seed) = (200_000, 3);
    for confidence in [0.9, 0.99] {
        for (simulated, parametric) in [
            (Model::MonteCarloNormal { draws, seed }, Model::Normal),
            (Model::MonteCarloStudentT { draws, seed }, Model::StudentT),
        ] {
            let found = ask(&returns, simulated, confidence, 1);
            let expect = ask(&returns, parametric, confidence, 1);
            let error = found.standard_error.expect("of a simulation");
            assert_eq!(found.scaling, Scaling::Simulated);
            assert!(error.var < 0.02 * expect.var && error.var > 1e-4 * expect.var);
            assert!((found.var - expect.var).abs() < 6.0 * error.var);
            let (cvar, truth) = (
                found.cvar.expect("ν above 1"),
                expect.cvar.expect("ν above 1"),
            );
            assert!(
                (cvar - truth).abs() < 6.0 * error.cvar,
                "{cvar} {truth} {error:?}"
            );
        }
    }
}

/// The standard errors are those of simulations drawn again and again.
#[test]
fn the_standard_error_is_the_spread_of_seeds() {
    let returns = &equal_weight()[..500];
    let found: Vec<TailRisk> = (0..300)
        .map(|seed| {
            ask(
                returns,
                Model::MonteCarloNormal { draws: 2_000, seed },
                0.95,
                1,
            )
        })
        .collect();
    let deviation = |value: &dyn Fn(&TailRisk) -> f64| {
        let values: Vec<f64> = found.iter().map(value).collect();
        risk::volatility_daily(&values).expect("many")
    };
    let mean = |value: &dyn Fn(&TailRisk) -> f64| found.iter().map(value).sum::<f64>() / 300.0;
    let error = |risk: &TailRisk| risk.standard_error.expect("of a simulation");
    let var = mean(&|risk| error(risk).var) / deviation(&|risk| risk.var);
    let cvar = mean(&|risk| error(risk).cvar) / deviation(&|risk| risk.cvar.expect("one"));
    assert!(
        (var - 1.0).abs() < 0.15 && (cvar - 1.0).abs() < 0.15,
        "{var} {cvar}"
    );
}

#[test]
fn longer_horizons_are_what_their_scaling_says() {
    let returns = equal_weight();
    let day = |model| ask(&returns, model, 0.95, 1);
    let ten = |model| ask(&returns, model, 0.95, 10);
    let mean = risk::mean_daily(&returns).expect("sound");
    for model in [Model::Historical, Model::Ewma { decay: DECAY }] {
        close("√10", ten(model).var, 10_f64.sqrt() * day(model).var, 1e-15);
        assert_eq!(ten(model).scaling, Scaling::SquareRoot);
    }
    let (one, more) = (day(Model::Normal), ten(Model::Normal));
    close(
        "normal",
        more.var + 10.0 * mean,
        10_f64.sqrt() * (one.var + mean),
        1e-15,
    );
    // Ten days of a normal model, compounded day by day.
    let simulated = ten(Model::MonteCarloNormal {
        draws: 200_000,
        seed: 5,
    });
    assert!(
        (simulated.var / more.var - 1.0).abs() < 0.03,
        "{simulated:?} {more:?}"
    );
    // Cumulants of many days are those of a normal distribution.
    let far = ask(&returns, Model::CornishFisher, 0.95, 100_000);
    let normal = ask(&returns, Model::Normal, 0.95, 100_000);
    assert_eq!(
        (far.scaling, far.rising),
        (Scaling::Cumulants, Some(Rising::Everywhere))
    );
    assert!((far.var / normal.var - 1.0).abs() < 1e-3);
    let spans = ten(Model::HistoricalOverlapping);
    let compounded: Vec<f64> = returns
        .windows(10)
        .map(|span| span.iter().map(|r| 1.0 + r).product::<f64>() - 1.0)
        .collect();
    close(
        "spans",
        spans.var,
        -quantile(&compounded, 0.05).expect("sound"),
        1e-14,
    );
    assert_eq!(spans.scaling, Scaling::Overlapping);
    let filtered = ten(FILTERED);
    assert_eq!(filtered.scaling, Scaling::Simulated);
    let ratio = filtered.var / day(FILTERED).var;
    assert!((2.0..4.5).contains(&ratio), "{ratio}");
    assert!(filtered.standard_error.is_some() && day(FILTERED).standard_error.is_none());
}

/// One stream per seed: the same draws on every machine.
#[test]
fn a_seed_is_one_answer() {
    let returns = &equal_weight()[..300];
    for model in MODELS {
        assert_eq!(ask(returns, model, 0.95, 5), ask(returns, model, 0.95, 5));
    }
    let seeded = |seed| {
        ask(
            returns,
            Model::MonteCarloNormal { draws: 1_000, seed },
            0.95,
            1,
        )
        .var
    };
    assert!(seeded(1) != seeded(2));
}

#[test]
fn degenerate_series() {
    let constant = [0.001; 60];
    for (model, expect) in [
        (Model::Historical, Ok(-0.001)),
        (Model::HistoricalOverlapping, Ok(-0.001)),
        (Model::Normal, Ok(-0.001)),
        (Model::CornishFisher, Err(RiskError::NoVariance)),
        (FILTERED, Err(RiskError::NoVariance)),
        (Model::StudentT, Err(RiskError::NoVariance)),
    ] {
        let found = tail_risk(&constant, model, 0.95, 1).map(|risk| risk.var);
        match (found, expect) {
            (Ok(found), Ok(expect)) => assert!((found - expect).abs() < 1e-15),
            (found, expect) => assert_eq!(found, expect, "{model:?}"),
        }
    }
    // More than half of the days the same: the likelihood of a vanishing scale has no bound.
    let mut stale = vec![0.0; 60];
    stale[7] = 0.01;
    stale[31] = -0.02;
    assert_eq!(fit_student_t(&stale), Err(RiskError::Degenerate));
    for model in MODELS {
        for found in [0, 1, 3] {
            let few = &[0.01, -0.02, 0.005][..found];
            if found < model.fewest() {
                let needed = model.fewest();
                assert_eq!(
                    tail_risk(few, model, 0.95, 1),
                    Err(RiskError::TooFew { needed, found })
                );
            }
        }
        let bad = tail_risk(&[0.0, 0.1, f64::NAN, 0.2, 0.3], model, 0.95, 1);
        assert_eq!(bad, Err(RiskError::NotFinite { position: 2 }));
        for confidence in [0.0, 1.0, -1.0, 2.0, f64::NAN, f64::INFINITY] {
            let bad = tail_risk(&[0.1, 0.2, -0.1, 0.0, 0.3], model, confidence, 1);
            assert!(matches!(bad, Err(RiskError::Confidence(_))));
        }
        let bad = tail_risk(&[0.1, 0.2, -0.1, 0.0, 0.3], model, 0.9, 0);
        assert!(matches!(
            bad,
            Err(RiskError::Argument {
                name: "horizon",
                ..
            })
        ));
    }
    let bad = |model| tail_risk(&[0.1, 0.2, -0.1, 0.0, 0.3], model, 0.9, 2);
    for decay in [0.0, 1.0, -0.5, f64::NAN] {
        let found = bad(Model::Ewma { decay });
        assert!(matches!(
            found,
            Err(RiskError::Argument { name: "decay", .. })
        ));
    }
    for draws in [0, 99, usize::MAX] {
        let found = bad(Model::MonteCarloNormal { draws, seed: 0 });
        assert!(matches!(
            found,
            Err(RiskError::Argument { name: "draws", .. })
        ));
    }
}

/// What is not a return: wild, tiny, repeated, or one among many.
fn nonsense() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![
        Just(0.0),
        Just(-0.0),
        Just(-1.0),
        Just(1e300),
        Just(-1e300),
        Just(f64::MAX),
        Just(f64::MIN),
        Just(1e-300),
        Just(-1e-300),
        Just(5e-324),
        Just(1e-160),
        Just(0.01),
        -1.0_f64..1.0,
        -1e-3_f64..1e-3,
        -1e200_f64..1e200,
    ];
    prop::collection::vec(value, 0..40)
}

proptest! {
    #[test]
    fn no_nonsense_makes_a_number_that_is_none(
        x in nonsense(),
        confidence in prop_oneof![1e-320_f64..1.0, Just(0.5), Just(1.0 - 1.1e-16), Just(1e-17), Just(5e-324)],
        days in prop_oneof![1_usize..4, 250_usize..251],
    ) {
        for model in MODELS {
            if let Ok(found) = tail_risk(&x, model, confidence, days) {
                let error = found.standard_error.map_or([0.0; 2], |error| [error.var, error.cvar]);
                let numbers = [found.var, found.cvar.unwrap_or(0.0), error[0], error[1]];
                prop_assert!(numbers.iter().all(|x| x.is_finite()), "{:?} {:?}", model, found);
            }
        }
        if let Ok(found) = evar(&x, confidence) {
            prop_assert!(found.is_finite());
        }
        if let Ok(found) = fit_student_t(&x) {
            let numbers = [found.location, found.scale, found.degrees_of_freedom, found.log_likelihood];
            prop_assert!(numbers.iter().all(|x| x.is_finite()) && found.scale > 0.0, "{:?}", found);
        }
    }

    /// A unit is no risk: every model is homogeneous, from tiny to huge.
    #[test]
    fn units_do_not_matter(
        x in prop::collection::vec(-0.05_f64..0.05, 30..60),
        exponent in -900_i32..900,
    ) {
        let by = 2.0_f64.powi(exponent);
        let scaled: Vec<f64> = x.iter().map(|r| r * by).collect();
        for model in [Model::Historical, Model::Normal, Model::CornishFisher, Model::Ewma { decay: 0.9 }, FILTERED, Model::StudentT] {
            let (one, other) = (tail_risk(&x, model, 0.9, 1), tail_risk(&scaled, model, 0.9, 1));
            match (one, other) {
                (Ok(one), Ok(other)) => {
                    prop_assert!((other.var / by - one.var).abs() < 1e-12, "{:?}: {} {}", model, one.var, other.var / by);
                    if let (Some(a), Some(b)) = (one.cvar, other.cvar) {
                        prop_assert!((b / by - a).abs() < 1e-11);
                    }
                }
                (one, other) => prop_assert_eq!(one, other),
            }
        }
    }

    /// CVaR lies beyond VaR, and both rise with the confidence.
    #[test]
    fn tails_are_ordered(
        x in prop::collection::vec(-0.05_f64..0.05, 20..80),
        low in 0.5_f64..0.95,
        more in 0.0_f64..0.04,
    ) {
        for model in MODELS {
            let (Ok(a), Ok(b)) = (tail_risk(&x, model, low, 1), tail_risk(&x, model, low + more, 1)) else {
                continue;
            };
            if let Some(cvar) = a.cvar {
                prop_assert!(cvar >= a.var - 1e-12, "{:?} {:?}", model, a);
            }
            if a.rising != Some(Rising::NotInTail) {
                prop_assert!(b.var >= a.var - 1e-12, "{:?} {:?} {:?}", model, a, b);
            }
        }
    }

    /// No other Student distribution nearby is more likely.
    #[test]
    fn the_fit_is_a_peak(
        x in prop::collection::vec((-1.0_f64..1.0, 0.05_f64..1.0), 12..60),
        step in prop::array::uniform3(-0.3_f64..0.3),
    ) {
        // Quotients have wide tails.
        let x: Vec<f64> = x.iter().map(|(a, b)| 0.01 * a / b).collect();
        let likelihood = |nu: f64, m: f64, s: f64| -> f64 {
            let constant = libm::lgamma(0.5 * (nu + 1.0)) - libm::lgamma(0.5 * nu)
                - 0.5 * (nu * std::f64::consts::PI).ln() - s.ln();
            x.iter().map(|r| constant - 0.5 * (nu + 1.0) * (((r - m) / s).powi(2) / nu).ln_1p()).sum()
        };
        let Ok(fit) = fit_student_t(&x) else { return Ok(()) };
        let nu = fit.degrees_of_freedom;
        let own = likelihood(nu, fit.location, fit.scale);
        prop_assert!((own - fit.log_likelihood).abs() < 1e-6 * (1.0 + own.abs()), "{own} {}", fit.log_likelihood);
        let near = likelihood(
            (nu * step[0].exp()).clamp(0.5, 10_000.0),
            fit.location + step[1] * fit.scale,
            fit.scale * step[2].exp(),
        );
        // Several peaks are possible; the found one is higher than all around it.
        if step.iter().all(|s| s.abs() < 0.05) {
            prop_assert!(near <= own + 1e-7 * (1.0 + own.abs()), "{near} above {own} at ν {nu}");
        }
    }
}
