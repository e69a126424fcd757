//! Sentences of answers.

use contract::what_if::{
    Answer, Confidence, Conflict, Figures, Outcome, Patch, Picture, Receipt, RiskReturn, Track,
    WalkForward,
};
use domain::Day;

use texts::Language::{English, German};

use super::*;

fn figures(volatility: f64) -> Figures {
    Figures {
        annual_return: 0.165,
        volatility,
        sharpe: Some(0.9),
        effective_holdings: 10.7,
    }
}

fn track(volatility: f64, annual_return: f64) -> Track {
    Track {
        wealth: vec![1.0, 1.1],
        annual_return,
        volatility,
        max_drawdown: 0.3,
    }
}

fn answer() -> Answer {
    let cap = |symbol: &str, bp: f64| LimitPrice {
        limit: Limit::Cap {
            symbol: symbol.into(),
        },
        value: 0.1,
        bp_per_percent: -bp,
        valid_from: Some(0.09),
        valid_to: Some(0.11),
        helps_until: Some(0.287),
    };
    Answer {
        patch: Patch {
            goal: Goal::MinRisk,
            cap: 0.1,
        },
        symbols: ["WMT", "JNJ", "XOM"].map(String::from).into(),
        from: Day::constant(2018, 1, 2),
        to: Day::constant(2022, 12, 28),
        observations: 1256,
        outcome: Outcome::Solved(Solved {
            exact: true,
            weights: vec![0.1, 0.1, 0.0],
            figures: figures(0.178),
            equal: figures(0.214),
            limits: vec![cap("WMT", 5.71), cap("JNJ", 3.9), cap("XOM", 0.2)],
        }),
        picture: Picture {
            frontier: vec![
                RiskReturn {
                    volatility: 0.178,
                    annual_return: 0.16,
                },
                RiskReturn {
                    volatility: 0.25,
                    annual_return: 0.26,
                },
            ],
            free_frontier: vec![
                RiskReturn {
                    volatility: 0.1697,
                    annual_return: 0.12,
                },
                RiskReturn {
                    volatility: 0.5,
                    annual_return: 0.4,
                },
            ],
            assets: Vec::new(),
            cap_curve: Vec::new(),
        },
        confidence: Some(Confidence {
            level: 0.9,
            resamples: 300,
            answered: 300,
            seed: 1,
            weights: vec![(0.1, 0.1), (0.031, 0.1), (0.0, 0.02)],
            frontier: Vec::new(),
        }),
        walk_forward: Some(WalkForward {
            train: 252,
            test: 21,
            fits: 60,
            failed: 0,
            days: vec![Day::constant(2018, 1, 2), Day::constant(2018, 1, 3)],
            portfolio: track(0.181, 0.139),
            equal: track(0.214, 0.184),
            index: None,
        }),
        receipt: Receipt {
            solver: "active_set".into(),
            kkt_residual: 2.1e-16,
            iterations: 3,
            inputs: "07c82f9f0390".into(),
            solve_ms: 0.1,
            total_ms: 1.8,
        },
    }
}

fn solved(answer: &Answer) -> &Solved {
    match &answer.outcome {
        Outcome::Solved(solved) => solved,
        Outcome::Infeasible(_) => panic!("solved"),
    }
}

#[test]
fn the_usual_answer() {
    let answer = answer();
    let said = [
        headline(English, &answer, solved(&answer)),
        cheap_caps(English, solved(&answer)).expect("XOM"),
        frontier(English, &answer),
        weights(English, &answer),
        wealth(English, &answer),
    ];
    assert_eq!(
        said.join("\n").replace('\u{202f}', " "),
        "The 10 % cap on WMT costs 5.7 bp of volatility per 1 %. Raising it helps until 28.7 %.\n\
         XOM is at the cap too, but it costs nothing to speak of.\n\
         The cap costs 0.8 pp risk, 35 % of possible return\n\
         Two at the cap, one at zero\n\
         It kept its promise on risk: 18.1 %, against 21.4 % for 1/N"
    );
    let judged = judgements(English, &answer, solved(&answer));
    assert_eq!(judged[0].tenor, Tenor::Good);
    assert_eq!(judged[1].tenor, Tenor::Warning);
    assert_eq!(judged.len(), 3);
    assert_eq!(
        format!("{} {}", judged[2].claim, judged[2].because).replace('\u{202f}', " "),
        "Do not read JNJ to the decimal. Its 90 % band spans 7 points."
    );
}

#[test]
fn the_usual_answer_in_german() {
    let answer = answer();
    let said = [
        headline(German, &answer, solved(&answer)),
        cheap_caps(German, solved(&answer)).expect("XOM"),
        frontier(German, &answer),
        weights(German, &answer),
        wealth(German, &answer),
    ];
    assert_eq!(
        said.join("\n").replace('\u{202f}', " "),
        "Die Grenze von 10 % für WMT kostet 5,7 bp Volatilität je 1 %. Sie anzuheben hilft bis 28,7 %.\n\
         Auch XOM liegt an der Grenze, doch das kostet kaum etwas.\n\
         Die Grenze kostet 0,8 Prozentpunkte Risiko und 35 % der möglichen Rendite\n\
         Zwei an der Grenze, eine bei null\n\
         Beim Risiko hielt es Wort: 18,1 % gegenüber 21,4 % bei 1/N"
    );
    let (text, ..) = repair(
        German,
        &[("max_weight".into(), 0.334), ("target_return".into(), 0.1)],
    )
    .expect("known names");
    assert_eq!(
        text.replace('\u{202f}', " "),
        "Grenze auf 33,4 % anheben und Ziel auf 10,0 % senken"
    );
}

#[test]
fn every_goal_says_something_true() {
    for goal in [
        Goal::MinRisk,
        Goal::MaxSharpe,
        Goal::TargetReturn { annual: 0.2 },
        Goal::MaxUtility { risk_aversion: 5.0 },
        Goal::RiskParity,
        Goal::Hierarchical,
        Goal::EqualWeight,
    ] {
        let mut answer = answer();
        answer.patch.goal = goal;
        for language in [English, German] {
            let text = [
                headline(language, &answer, solved(&answer)),
                weights(language, &answer),
                wealth(language, &answer),
                frontier(language, &answer),
            ]
            .join(" ");
            assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        }
        assert!(GoalKind::ALL.contains(&kind_of(goal)));
    }
}

#[test]
fn without_a_portfolio_none_is_followed() {
    let mut never = answer();
    if let Some(walk) = &mut never.walk_forward {
        walk.failed = walk.fits;
    }
    let mut not_now = answer();
    not_now.outcome = Outcome::Infeasible(Conflict {
        constraints: vec!["max_weight".into()],
        relaxation: Vec::new(),
        alternatives: Vec::new(),
    });
    for answer in [never, not_now] {
        assert_eq!(followed(&answer), None);
        assert!(
            !wealth(English, &answer).contains("promise"),
            "{}",
            wealth(English, &answer)
        );
    }
    assert!(followed(&answer()).is_some());
}

#[test]
fn when_no_cap_binds_it_says_so() {
    let mut answer = answer();
    if let Outcome::Solved(solved) = &mut answer.outcome {
        solved.limits.clear();
        solved.weights = vec![0.05, 0.08, 0.06];
    }
    assert_eq!(
        headline(English, &answer, solved(&answer)).replace('\u{202f}', " "),
        "The 10 % cap costs nothing here: the largest holding is 8.0 %."
    );
    assert_eq!(weights(English, &answer), "All are held, none at the cap");
    assert_eq!(cheap_caps(English, solved(&answer)), None);
}

#[test]
fn a_conflict_comes_with_a_way_out() {
    let mut answer = answer();
    answer.patch.cap = 0.25;
    let conflicting = Conflict {
        constraints: vec!["max_weight".into(), "budget".into()],
        relaxation: vec![("max_weight".into(), 1.0 / 3.0)],
        alternatives: Vec::new(),
    };
    assert_eq!(
        conflict(English, &answer, &conflicting).replace('\u{202f}', " "),
        "Three companies with at most 25 % each hold at most 75 % of the money."
    );
    let (text, cap_to, target_to) = repair(English, &conflicting.relaxation).expect("known names");
    assert_eq!(text.replace('\u{202f}', " "), "Raise the cap to 33.4 %");
    assert_eq!((cap_to, target_to), (Some(0.334), None));
    assert_eq!(repair(English, &[("something".into(), 1.0)]), None);
}

#[test]
fn caps_are_written_as_short_as_they_are() {
    assert_eq!(cap(English, 0.1), "10\u{202f}%");
    assert_eq!(cap(English, 0.125), "12.5\u{202f}%");
    assert_eq!(cap(English, 0.101), "10.1\u{202f}%");
}
