//! What an answer means, in sentences.

use contract::what_if::{
    Answer, Conflict, Goal, Limit, LimitPrice, Outcome, Solved, Track, WalkForward,
};
use domain::format::{basis_points, number, percent};

use super::state::GoalKind;

/// Weights closer than this to a limit are at it.
pub const AT: f64 = 5e-5;

/// The objective's name, and what it is after, in a few words.
pub const fn goal(kind: GoalKind) -> (&'static str, &'static str) {
    match kind {
        GoalKind::MinRisk => ("Minimum risk", "smallest swings"),
        GoalKind::MaxSharpe => ("Maximum Sharpe", "return per risk"),
        GoalKind::TargetReturn => ("Target return", "least risk for it"),
        GoalKind::MaxUtility => ("Maximum utility", "return less risk"),
        GoalKind::EqualWeight => ("Equal weight", "1/N, the yardstick"),
    }
}

pub const fn kind_of(goal: Goal) -> GoalKind {
    match goal {
        Goal::MinRisk => GoalKind::MinRisk,
        Goal::MaxSharpe => GoalKind::MaxSharpe,
        Goal::TargetReturn { .. } => GoalKind::TargetReturn,
        Goal::MaxUtility { .. } => GoalKind::MaxUtility,
        Goal::EqualWeight => GoalKind::EqualWeight,
    }
}

/// A cap with as many decimals as it has: `10 %`, `12.5 %`.
pub fn cap(value: f64) -> String {
    let tenths = 1000.0 * value;
    let decimals = usize::from((tenths - (tenths / 10.0).round() * 10.0).abs() > 1e-6);
    percent(value, decimals)
}

/// Small counts as words.
pub fn count(n: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS
        .get(n)
        .map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

fn capital(text: String) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What a limit costs, in the unit of the objective; always said as a positive price.
pub fn price(goal: Goal, limit: &LimitPrice) -> String {
    let bp = limit.bp_per_percent.abs();
    match goal {
        Goal::MaxSharpe => number(bp / 1e4, 4),
        _ => basis_points(bp, 1),
    }
}

/// What the prices are prices of.
pub const fn price_unit(goal: Goal) -> &'static str {
    match goal {
        Goal::MinRisk | Goal::TargetReturn { .. } => "volatility",
        Goal::MaxSharpe => "Sharpe ratio",
        Goal::MaxUtility { .. } => "utility",
        Goal::EqualWeight => "nothing",
    }
}

/// The head of the list of prices.
pub const fn price_head(goal: Goal) -> &'static str {
    match goal {
        Goal::MinRisk | Goal::TargetReturn { .. } => "Volatility saved per 1\u{202f}% of room",
        Goal::MaxSharpe => "Sharpe ratio gained per 1\u{202f}% of room",
        Goal::MaxUtility { .. } => "Utility gained per 1\u{202f}% of room",
        Goal::EqualWeight => "",
    }
}

/// The caps of single holdings that bind and cost something worth saying, dearest first; and the
/// symbols of those that bind for (nearly) nothing.
pub fn caps(solved: &Solved) -> (Vec<(&str, &LimitPrice)>, Vec<&str>) {
    let mut dear = Vec::new();
    let mut cheap = Vec::new();
    let caps = solved.limits.iter().filter_map(|price| match &price.limit {
        Limit::Cap { symbol } => Some((symbol.as_str(), price)),
        _ => None,
    });
    let dearest = caps
        .clone()
        .map(|(_, price)| price.bp_per_percent.abs())
        .fold(0.0, f64::max);
    for (symbol, price) in caps {
        // A twentieth of the dearest does not deserve a row of its own.
        if price.bp_per_percent.abs() >= dearest / 20.0 && dearest > 0.0 {
            dear.push((symbol, price));
        } else {
            cheap.push(symbol);
        }
    }
    (dear, cheap)
}

fn target_price(solved: &Solved) -> Option<&LimitPrice> {
    solved
        .limits
        .iter()
        .find(|price| price.limit == Limit::TargetReturn)
}

/// The sentence at the top of “Why”.
pub fn headline(answer: &Answer, solved: &Solved) -> String {
    let goal = answer.patch.goal;
    let cap_text = cap(answer.patch.cap);
    if goal == Goal::EqualWeight {
        return "Equal weights optimise nothing, so no limit has a price.".to_owned();
    }
    let target = target_price(solved).map(|limit| {
        format!(
            "The last 1\u{202f}% of return costs {} of volatility. ",
            basis_points(limit.bp_per_percent.abs(), 0)
        )
    });
    let (dear, _) = caps(solved);
    let cap_part = match dear.first() {
        Some((symbol, limit)) => {
            let until = limit
                .helps_until
                .filter(|u| *u > limit.value + AT)
                .map_or_else(String::new, |until| {
                    format!(" Raising it helps until {}.", percent(until, 1))
                });
            format!(
                "The {cap_text} cap on {symbol} costs {} of {} per 1\u{202f}%.{until}",
                price(goal, limit),
                price_unit(goal)
            )
        }
        None if solved.weights.len() == 1 => "One company leaves nothing to choose.".to_owned(),
        None => {
            let largest = solved.weights.iter().copied().fold(0.0, f64::max);
            format!(
                "The {cap_text} cap costs nothing here: the largest holding is {}.",
                percent(largest, 1)
            )
        }
    };
    format!("{}{cap_part}", target.unwrap_or_default())
}

/// The small print under the list of prices.
pub fn cheap_caps(solved: &Solved) -> Option<String> {
    let (_, cheap) = caps(solved);
    let (last, rest) = cheap.split_last()?;
    Some(if rest.is_empty() {
        format!("{last} is at the cap too, but it costs nothing to speak of.")
    } else {
        format!(
            "{} and {last} are at the cap too, but it costs nothing to speak of.",
            rest.join(", ")
        )
    })
}

/// The caption of the frontier.
pub fn frontier(answer: &Answer) -> String {
    if matches!(answer.outcome, Outcome::Infeasible(_)) {
        return "No portfolio fits these limits".to_owned();
    }
    let (capped, free) = (&answer.picture.frontier, &answer.picture.free_frontier);
    let (Some(low), Some(high), Some(free_low), Some(free_high)) =
        (capped.first(), capped.last(), free.first(), free.last())
    else {
        return "Risk and return of each company".to_owned();
    };
    let risk = low.volatility - free_low.volatility;
    // Of the largest return that is possible without the cap.
    let most = free_high.annual_return;
    let reach = if most > 0.0 {
        (1.0 - high.annual_return / most).clamp(0.0, 1.0)
    } else {
        0.0
    };
    if risk < 5e-5 && reach < 0.005 {
        return format!(
            "Nothing is out of reach: {} to {} of risk",
            percent(low.volatility, 1),
            percent(high.volatility, 1)
        );
    }
    let risk_text = match 100.0 * risk {
        points if points < 0.005 => "no risk".to_owned(),
        points if points < 0.05 => "<0.1\u{202f}pp risk".to_owned(),
        points => format!("{}\u{202f}pp risk", number(points, 1)),
    };
    format!(
        "The cap costs {risk_text}, {} of possible return",
        percent(reach, 0)
    )
}

/// The caption of the weights.
pub fn weights(answer: &Answer) -> String {
    let Outcome::Solved(solved) = &answer.outcome else {
        return "No weights fit these limits".to_owned();
    };
    if answer.patch.goal == Goal::EqualWeight {
        return format!(
            "{} each, without an estimate",
            percent(1.0 / solved.weights.len() as f64, 1)
        );
    }
    let at_cap = solved
        .weights
        .iter()
        .filter(|w| **w >= answer.patch.cap - AT)
        .count();
    let at_zero = solved.weights.iter().filter(|w| **w <= AT).count();
    match (at_cap, at_zero) {
        (0, 0) => "All are held, none at the cap".to_owned(),
        (0, zero) => format!("{} at zero, none at the cap", capital(count(zero))),
        (full, 0) => format!("{} at the cap, none at zero", capital(count(full))),
        (full, zero) => format!(
            "{} at the cap, {} at zero",
            capital(count(full)),
            count(zero)
        ),
    }
}

/// The walk-forward of a portfolio that there is: without an answer now, or in any month, there is
/// nothing to follow.
pub fn followed(answer: &Answer) -> Option<&WalkForward> {
    let walk = answer.walk_forward.as_ref()?;
    let is_solved = matches!(answer.outcome, Outcome::Solved(_));
    (is_solved && walk.failed < walk.fits).then_some(walk)
}

/// The caption of the wealth curves.
pub fn wealth(answer: &Answer) -> String {
    if answer.walk_forward.is_none() {
        return "Too few days before the window to refit each month".to_owned();
    }
    let Some(walk) = followed(answer) else {
        return match answer.outcome {
            Outcome::Solved(_) => "In no month did a portfolio fit these limits",
            Outcome::Infeasible(_) => "No portfolio to follow: 1/N for comparison",
        }
        .to_owned();
    };
    let (ours, equal) = (walk.portfolio.volatility, walk.equal.volatility);
    let figures = format!(
        "{}, against {} for 1/N",
        percent(ours, 1),
        percent(equal, 1)
    );
    match answer.patch.goal {
        Goal::EqualWeight => format!("1/N swung by {} a year", percent(equal, 1)),
        Goal::MinRisk | Goal::TargetReturn { .. } if ours < equal => {
            format!("It kept its promise on risk: {figures}")
        }
        Goal::MinRisk | Goal::TargetReturn { .. } => {
            format!("It did not keep its promise on risk: {figures}")
        }
        Goal::MaxSharpe | Goal::MaxUtility { .. } => {
            let (ours, equal) = (ratio(walk, true), ratio(walk, false));
            let verdict = if ours > equal {
                "It kept its promise"
            } else {
                "It did not keep its promise"
            };
            format!(
                "{verdict}: {} of return per risk, 1/N {}",
                number(ours, 2),
                number(equal, 2)
            )
        }
    }
}

/// What was earned a year, compounded.
fn growth(track: &Track) -> f64 {
    let days = track.wealth.len().saturating_sub(1);
    match track.wealth.last() {
        Some(end) if days > 0 => end.powf(domain::PERIODS_PER_YEAR / days as f64) - 1.0,
        _ => f64::NAN,
    }
}

fn ratio(walk: &WalkForward, ours: bool) -> f64 {
    let track = if ours { &walk.portfolio } else { &walk.equal };
    if track.volatility > 0.0 {
        track.annual_return / track.volatility
    } else {
        f64::NAN
    }
}

/// How good the news of a judgement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenor {
    Good,
    Warning,
    Plain,
}

/// One thing to know about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub tenor: Tenor,
    pub claim: String,
    pub because: String,
}

fn judgement(tenor: Tenor, claim: impl Into<String>, because: impl Into<String>) -> Judgement {
    Judgement {
        tenor,
        claim: claim.into(),
        because: because.into(),
    }
}

/// What an honest adviser would add.
pub fn judgements(answer: &Answer, solved: &Solved) -> Vec<Judgement> {
    let mut list = Vec::new();
    if answer.patch.goal == Goal::EqualWeight {
        list.push(judgement(
            Tenor::Plain,
            "The yardstick.",
            "It needs no estimate, so no estimate can mislead it. Choose another objective to see \
             what optimising adds.",
        ));
        let share = 1.0 / solved.weights.len() as f64;
        if share > answer.patch.cap + AT {
            list.push(judgement(
                Tenor::Warning,
                "It does not keep the cap.",
                format!(
                    "{} each is more than {}.",
                    percent(share, 1),
                    cap(answer.patch.cap)
                ),
            ));
        }
    } else {
        let (ours, equal) = (solved.figures.volatility, solved.equal.volatility);
        let in_window = format!("{} against {}", percent(ours, 1), percent(equal, 1));
        list.push(if ours < 0.97 * equal {
            let held = followed(answer).map_or_else(String::new, |walk| {
                if walk.portfolio.volatility < walk.equal.volatility {
                    format!(", and it held in {} monthly refits", walk.fits)
                } else {
                    ", but not in the monthly refits".to_owned()
                }
            });
            judgement(
                Tenor::Good,
                "Risk: clearly below 1/N.",
                format!("{in_window}{held}."),
            )
        } else if ours <= 1.03 * equal {
            judgement(
                Tenor::Plain,
                "Risk: about that of 1/N.",
                format!("{in_window}."),
            )
        } else {
            judgement(
                Tenor::Warning,
                "Risk: more than 1/N.",
                format!("{in_window}."),
            )
        });
        if let Some(walk) = followed(answer) {
            let (ours, equal) = (growth(&walk.portfolio), growth(&walk.equal));
            let earned = format!(
                "It earned {} a year, 1/N {}.",
                percent(ours, 1),
                percent(equal, 1)
            );
            list.push(if ours > equal {
                judgement(
                    Tenor::Plain,
                    "Return: it was ahead of 1/N.",
                    format!("{earned} The past is no promise."),
                )
            } else {
                judgement(Tenor::Warning, "Return: not a reason to choose it.", earned)
            });
            if walk.failed > 0 {
                list.push(judgement(
                    Tenor::Warning,
                    "Not every month had an answer.",
                    format!(
                        "In {} of {} refits the limits could not be met; the weights before were kept.",
                        walk.failed, walk.fits
                    ),
                ));
            }
        }
    }
    let assets = solved.weights.len();
    if answer.observations < 5 * assets {
        list.push(judgement(
            Tenor::Warning,
            "Few days for so many companies.",
            format!(
                "{} days and {assets} companies: the estimates are rough. Take a longer window.",
                answer.observations
            ),
        ));
    }
    if !solved.exact {
        list.push(judgement(
            Tenor::Warning,
            "Not solved to the usual precision.",
            format!(
                "The optimality conditions hold to {:.0e}.",
                answer.receipt.kkt_residual
            ),
        ));
    }
    list
}

/// What stands in the way, as a sentence.
pub fn conflict(answer: &Answer, conflict: &Conflict) -> String {
    let n = answer.symbols.len();
    let cap_value = answer.patch.cap;
    let has = |name: &str| conflict.constraints.iter().any(|c| c.starts_with(name));
    if has("target_return") {
        let target = match answer.patch.goal {
            Goal::TargetReturn { annual } => percent(annual, 1),
            _ => String::new(),
        };
        if has("max_weight") {
            format!(
                "With at most {} in one holding, no portfolio returns {target} a year here.",
                cap(cap_value)
            )
        } else {
            format!("None of these companies returned {target} a year in this window.")
        }
    } else if has("max_weight") {
        let (most, all) = (cap(cap_value), percent(cap_value * n as f64, 0));
        if n == 1 {
            format!("One company with at most {most} holds at most {all} of the money.")
        } else {
            format!(
                "{} companies with at most {most} each hold at most {all} of the money.",
                capital(count(n))
            )
        }
    } else if answer.patch.goal == Goal::MaxSharpe {
        "Every company lost money in this window: no portfolio has a return above zero.".to_owned()
    } else {
        format!(
            "These limits contradict each other: {}.",
            conflict.constraints.join(", ")
        )
    }
}

/// A way out: what it says on the button, and what it changes (cap, target).
pub fn repair(changes: &[(String, f64)]) -> Option<(String, Option<f64>, Option<f64>)> {
    let mut cap_to = None;
    let mut target_to = None;
    let mut parts = Vec::new();
    for (name, value) in changes {
        match name.as_str() {
            "max_weight" => {
                // Rounded outward to a tenth of a percent, so that it still helps.
                let value = (1000.0 * value - 1e-6).ceil() / 1000.0;
                cap_to = Some(value);
                parts.push(format!("Raise the cap to {}", cap(value)));
            }
            "target_return" => {
                let value = (1000.0 * value + 1e-6).floor() / 1000.0;
                target_to = Some(value);
                parts.push(format!("Lower the target to {}", percent(value, 1)));
            }
            _ => return None,
        }
    }
    (!parts.is_empty()).then(|| (parts.join(" and "), cap_to, target_to))
}

#[cfg(test)]
mod tests {
    use contract::what_if::{Figures, Patch, Picture, Receipt, RiskReturn};
    use domain::Day;

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

    #[test]
    fn the_usual_answer() {
        let answer = answer();
        let said = [
            headline(&answer, solved(&answer)),
            cheap_caps(solved(&answer)).expect("XOM"),
            frontier(&answer),
            weights(&answer),
            wealth(&answer),
        ];
        assert_eq!(
            said.join("\n").replace('\u{202f}', " "),
            "The 10 % cap on WMT costs 5.7 bp of volatility per 1 %. Raising it helps until 28.7 %.\n\
             XOM is at the cap too, but it costs nothing to speak of.\n\
             The cap costs 0.8 pp risk, 35 % of possible return\n\
             Two at the cap, one at zero\n\
             It kept its promise on risk: 18.1 %, against 21.4 % for 1/N"
        );
        let judged = judgements(&answer, solved(&answer));
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
            let text = [
                headline(&answer, solved(&answer)),
                weights(&answer),
                wealth(&answer),
                frontier(&answer),
            ]
            .join(" ");
            assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
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
            assert!(!wealth(&answer).contains("promise"), "{}", wealth(&answer));
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
            headline(&answer, solved(&answer)).replace('\u{202f}', " "),
            "The 10 % cap costs nothing here: the largest holding is 8.0 %."
        );
        assert_eq!(weights(&answer), "All are held, none at the cap");
        assert_eq!(cheap_caps(solved(&answer)), None);
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
            conflict(&answer, &conflicting).replace('\u{202f}', " "),
            "Three companies with at most 25 % each hold at most 75 % of the money."
        );
        let (text, cap_to, target_to) = repair(&conflicting.relaxation).expect("known names");
        assert_eq!(text.replace('\u{202f}', " "), "Raise the cap to 33.4 %");
        assert_eq!((cap_to, target_to), (Some(0.334), None));
        assert_eq!(repair(&[("something".into(), 1.0)]), None);
    }

    #[test]
    fn caps_are_written_as_short_as_they_are() {
        assert_eq!(cap(0.1), "10\u{202f}%");
        assert_eq!(cap(0.125), "12.5\u{202f}%");
        assert_eq!(cap(0.101), "10.1\u{202f}%");
    }
}
