use contract::what_if::{
    Answer, Conflict, Figures, Limit, LimitPrice, Outcome, Patch, Picture, Receipt, RiskReturn,
    Solved, Track, WalkForward,
};
use domain::{
    Day,
    Language::{English, German},
};

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

/// Everything that is said of an answer that there is.
fn said(language: Language, answer: &Answer) -> String {
    let solved = solved(answer);
    let mut lines = vec![headline(language, answer, solved)];
    lines.extend(cheap_caps(language, solved));
    lines.extend([
        frontier(language, answer),
        weights(language, answer),
        wealth(language, answer),
    ]);
    for judgement in judgements(language, answer, solved) {
        lines.push(format!("{} {}", judgement.claim, judgement.because));
    }
    lines.join("\n").replace('\u{202f}', " ")
}

#[test]
fn the_usual_answer() {
    let answer = answer();
    assert_eq!(
        said(English, &answer),
        "The 10 % cap on WMT costs 5.7 bp of volatility per 1 %. Raising it helps until 28.7 %.\n\
         XOM is at the cap too, but it costs nothing to speak of.\n\
         The cap costs 0.8 pp risk, 35 % of possible return\n\
         Two at the cap, one at zero\n\
         It kept its promise on risk: 18.1 %, against 21.4 % for 1/N\n\
         Risk: clearly below 1/N. 17.8 % against 21.4 %, and it held in 60 monthly refits.\n\
         Return: not a reason to choose it. It earned 2,690,961,615,704.2 % a year, 1/N 2,690,961,615,704.2 %."
    );
    assert_eq!(
        said(German, &answer),
        "Die Obergrenze von 10 % für WMT kostet 5,7 Bp. Volatilität je 1 %. Anheben hilft bis 28,7 %.\n\
         Auch XOM liegt an der Obergrenze, doch das kostet kaum etwas.\n\
         Die Obergrenze kostet 0,8 Prozentpunkte Risiko, 35 % der möglichen Rendite\n\
         Zwei an der Obergrenze, eine bei null\n\
         Beim Risiko hielt es Wort: 18,1 % gegenüber 21,4 % bei 1/N\n\
         Risiko: deutlich unter 1/N. 17,8 % gegenüber 21,4 %, und das hielt in 60 monatlichen Neuberechnungen.\n\
         Rendite: kein Grund, es zu wählen. Es brachte 2.690.961.615.704,2 % im Jahr, 1/N 2.690.961.615.704,2 %."
    );
    let judged = judgements(English, &answer, solved(&answer));
    assert_eq!(judged[0].tenor, Tenor::Good);
    assert_eq!(judged[1].tenor, Tenor::Warning);
    assert_eq!(judged.len(), 2);
}

#[test]
fn every_goal_says_something_true() {
    for goal in [
        Goal::MinRisk,
        Goal::MaxSharpe,
        Goal::TargetReturn { annual: 0.2 },
        Goal::MaxUtility { risk_aversion: 5.0 },
        Goal::EqualWeight,
    ] {
        let mut answer = answer();
        answer.patch.goal = goal;
        for language in Language::ALL {
            let text = said(language, &answer);
            assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        }
        assert_ne!(said(English, &answer), said(German, &answer));
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
        assert!(!wealth(English, &answer).contains("promise"));
        assert!(!wealth(German, &answer).contains("Wort"));
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
    let check = |language, expect: &str| {
        let text = headline(language, &answer, solved(&answer));
        assert_eq!(text.replace('\u{202f}', " "), expect);
    };
    check(
        English,
        "The 10 % cap costs nothing here: the largest holding is 8.0 %.",
    );
    check(
        German,
        "Die Obergrenze von 10 % kostet hier nichts: Die größte Position hat 8,0 %.",
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
    let check = |language, says: &str, way: &str| {
        let text = conflict(language, &answer, &conflicting);
        assert_eq!(text.replace('\u{202f}', " "), says);
        let (text, cap_to, target_to) =
            repair(language, &conflicting.relaxation).expect("known names");
        assert_eq!(text.replace('\u{202f}', " "), way);
        assert_eq!((cap_to, target_to), (Some(0.334), None));
    };
    check(
        English,
        "Three companies with at most 25 % each hold at most 75 % of the money.",
        "Raise the cap to 33.4 %",
    );
    check(
        German,
        "Drei Unternehmen mit je höchstens 25 % nehmen höchstens 75 % des Geldes auf.",
        "Obergrenze auf 33,4 % anheben",
    );
    let both = [("max_weight".into(), 0.3), ("target_return".into(), 0.1)];
    let (text, ..) = repair(German, &both).expect("known names");
    assert_eq!(
        text.replace('\u{202f}', " "),
        "Obergrenze auf 30 % anheben und Zielrendite auf 10,0 % senken"
    );
    assert_eq!(repair(English, &[("something".into(), 1.0)]), None);
    assert_eq!(repair(English, &[]), None);
}

#[test]
fn caps_are_written_as_short_as_they_are() {
    assert_eq!(cap(English, 0.1), "10\u{202f}%");
    assert_eq!(cap(English, 0.125), "12.5\u{202f}%");
    assert_eq!(cap(German, 0.101), "10,1\u{202f}%");
}
