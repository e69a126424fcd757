//! The what-if as a whole: what is asked, what is answered, and why.

use contract::{
    AppError,
    market::Universe,
    what_if::{Answer, Detail, Figures, Goal, Outcome, Track, WalkForward},
};
use domain::format::{NOT_AVAILABLE, day, milliseconds, number, percent};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::{
    controls::{Actions, Controls},
    pictures,
    solver::{Answerer, Report, Solver},
    state::{self, Reading, State},
    why::Why,
    words,
};
use crate::{
    chart::{Chart, Size},
    errors::sentences,
};

/// Why the page shows an answer that is not the newest question's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Freshness {
    Fresh,
    /// Everything but the walk-forward is new.
    Partly,
}

#[component]
pub fn Workbench(
    universe: Universe,
    /// What the URL said when the page was asked for.
    reading: Reading,
    /// The server's answer to it.
    first: Answer,
) -> impl IntoView {
    let Reading {
        state: asked,
        errors: wrong,
        typed,
    } = reading;
    let title = format!(
        "{} US companies, adjusted closes to {}",
        universe.assets.len(),
        day(universe.last_day)
    );
    let universe = StoredValue::new(universe);
    let typed = StoredValue::new(typed);
    let state = RwSignal::new(asked);
    let answer = RwSignal::new(first);
    let answerer = RwSignal::new(Answerer::ServerFirst);
    let freshness = RwSignal::new(Freshness::Fresh);
    let failure = RwSignal::new(None::<AppError>);
    let errors = RwSignal::new((!wrong.is_empty()).then_some(AppError::Invalid { fields: wrong }));
    let visits = RwSignal::new(Visits::new(
        universe.with_value(|u| state.with_untracked(|s| s.query(u))),
    ));

    // Made in the browser only, as in `chart`; it belongs to this component, not to whoever asks first.
    let solver = StoredValue::new(None::<StoredValue<Solver, LocalStorage>>);
    let owner = StoredValue::new(Owner::current());
    let with_solver = move |act: &dyn Fn(&Solver)| {
        if solver.with_value(Option::is_none) {
            let tell = move |report: Report| match report.answer {
                Ok(mut new) => {
                    let has_all = report.detail == Detail::Full;
                    if !has_all {
                        // The curves of the answer before stay, dimmed, until theirs are computed.
                        new.walk_forward = answer
                            .try_with_untracked(|old| old.walk_forward.clone())
                            .flatten();
                    }
                    freshness.try_set(if has_all {
                        Freshness::Fresh
                    } else {
                        Freshness::Partly
                    });
                    failure.try_set(None);
                    answerer.try_set(report.by);
                    answer.try_set(new);
                }
                Err(error @ AppError::Invalid { .. }) => {
                    errors.try_set(Some(error));
                }
                Err(error) => {
                    failure.try_set(Some(error));
                }
            };
            let local = || StoredValue::new_local(Solver::new(tell));
            solver.set_value(owner.get_value().map(|owner| owner.with(local)));
        }
        if let Some(solver) = solver.get_value() {
            solver.with_value(act);
        }
    };
    let ask = move |state: &State| {
        let selection = universe.with_value(|u| state.selection(u));
        let patch = state.patch();
        with_solver(&|solver| solver.ask(&selection, patch));
    };

    let navigate = use_navigate();
    let change = Callback::new(move |(new, commit): (State, bool)| {
        if state.with_untracked(|old| *old != new) {
            errors.set(None);
            ask(&new);
            state.set(new);
        }
        if commit {
            let query = state.with_untracked(|s| universe.with_value(|u| s.query(u)));
            let url = if query.is_empty() {
                "/".to_owned()
            } else {
                format!("/?{query}")
            };
            if visits.try_update(|visits| visits.go_to(query)) == Some(true) {
                let options = NavigateOptions {
                    scroll: false,
                    resolve: false,
                    ..NavigateOptions::default()
                };
                navigate(&url, options);
            }
        }
    });

    // Back and forward change the address without asking us.
    let query = use_query_map();
    Effect::new(move |first: Option<()>| {
        let reading = query.with(|query| universe.with_value(|u| read_query(query, u)));
        if first.is_some() && state.with_untracked(|state| *state != reading.state) {
            visits.update(|visits| visits.come_to(universe.with_value(|u| reading.state.query(u))));
            errors.set(None);
            ask(&reading.state);
            state.set(reading.state);
        }
    });

    let warm_up = move || {
        let selection = state.with_untracked(|s| universe.with_value(|u| s.selection(u)));
        with_solver(&|solver| solver.warm_up(&selection));
    };
    let is_solved = move || answer.with(|a| matches!(a.outcome, Outcome::Solved(_)));

    view! {
        <section
            class="bench"
            aria-label="What-if"
            on:pointerenter=move |_| warm_up()
            on:focusin=move |_| warm_up()
        >
            <header class="bench__head">
                <h2 class="bench__title">"What-if"</h2>
                <p class="muted bench__about">{title}</p>
                <Badge answer answerer failure />
                <div class="bench__actions"><Actions answer can_undo=Signal::derive(move || visits.with(Visits::can_undo)) /></div>
            </header>
            {move || failure.get().map(|error| {
                let (what, next) = sentences(&error);
                view! { <p class="notice notice--bad" role="alert"><strong>{what}</strong>" "{next}</p> }
            })}
            {move || (answerer.get() == Answerer::ServerInstead).then(|| view! {
                <p class="notice" role="status">
                    "Your browser cannot run the solver (WebAssembly in a worker), so this server answers instead."
                </p>
            })}
            <div class="bench__grid">
                <div class="bench__ask">
                    <Controls universe state change answer errors typed />
                </div>
                <div class="bench__answer" class:hidden-figures=move || !is_solved()>
                    <Kpis answer freshness />
                    <div class="bench__charts">
                        <FrontierPanel answer />
                        <WeightsPanel answer />
                    </div>
                    <WealthPanel answer freshness />
                </div>
                <div class="bench__why">
                    <Why answer answerer change state />
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// The questions of this visit, in the order of the browser's history, and where we stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Visits {
    queries: Vec<String>,
    at: usize,
}

impl Visits {
    fn new(query: String) -> Self {
        Self {
            queries: vec![query],
            at: 0,
        }
    }

    /// A new question; whether it is another one than the last.
    fn go_to(&mut self, query: String) -> bool {
        if self.queries[self.at] == query {
            return false;
        }
        self.queries.truncate(self.at + 1);
        self.queries.push(query);
        self.at += 1;
        true
    }

    /// Back or forward has led to a question that was asked before.
    fn come_to(&mut self, query: String) {
        let is_at = |at: usize| self.queries.get(at) == Some(&query);
        let nearest = (0..self.queries.len())
            .filter(|at| *at != self.at && is_at(*at))
            .min_by_key(|at| at.abs_diff(self.at));
        match nearest {
            Some(at) => self.at = at,
            // From before this page was loaded: nothing of ours lies behind it.
            None => *self = Self::new(query),
        }
    }

    fn can_undo(&self) -> bool {
        self.at > 0
    }
}

/// Reads the router's query.
pub fn read_query(query: &leptos_router::params::ParamsMap, universe: &Universe) -> Reading {
    let pairs: Vec<(String, String)> = query
        .clone()
        .into_iter()
        .map(|(key, value)| (key.to_string(), value))
        .collect();
    state::read(
        pairs
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
        universe,
    )
}

#[component]
fn Badge(
    answer: RwSignal<Answer>,
    answerer: RwSignal<Answerer>,
    failure: RwSignal<Option<AppError>>,
) -> impl IntoView {
    let is_solved = move || answer.with(|a| matches!(a.outcome, Outcome::Solved(_)));
    let text = move || {
        let time = answer.with(|a| milliseconds(a.receipt.total_ms));
        let start = match (answerer.get(), is_solved()) {
            (Answerer::Browser, true) => "Solved in your browser in ",
            (Answerer::Browser, false) => "Found in your browser in ",
            (_, true) => "Solved on the server in ",
            (_, false) => "Found on the server in ",
        };
        (start, time)
    };
    view! {
        <p class="badge" class:badge--bad=move || failure.with(Option::is_some) class:badge--none=move || !is_solved()>
            <span class="badge__dot" aria-hidden="true"></span>
            {move || text().0}
            <strong class="badge__time">{move || text().1}</strong>
        </p>
    }
    .into_any()
}

#[component]
fn Kpis(answer: RwSignal<Answer>, freshness: RwSignal<Freshness>) -> impl IntoView {
    let figure = move |pick: fn(&Figures) -> f64, write: fn(f64) -> String| {
        answer.with(|a| match &a.outcome {
            Outcome::Solved(solved) => (write(pick(&solved.figures)), write(pick(&solved.equal))),
            Outcome::Infeasible(_) => (NOT_AVAILABLE.to_owned(), NOT_AVAILABLE.to_owned()),
        })
    };
    let one = |value: f64| percent(value, 1);
    let fall = move || {
        answer.with(|a| {
            let fall = |walk: Option<&WalkForward>, pick: fn(&WalkForward) -> &Track| {
                walk.map_or_else(
                    || NOT_AVAILABLE.to_owned(),
                    |walk| percent(-pick(walk).max_drawdown, 1),
                )
            };
            (
                fall(words::followed(a), |walk| &walk.portfolio),
                fall(a.walk_forward.as_ref(), |walk| &walk.equal),
            )
        })
    };
    let holdings = move || {
        answer.with(|a| match &a.outcome {
            Outcome::Solved(solved) => {
                let at_cap = solved
                    .weights
                    .iter()
                    .filter(|w| **w >= a.patch.cap - words::AT)
                    .count();
                (
                    number(solved.figures.effective_holdings, 1),
                    match (a.patch.goal, at_cap) {
                        (Goal::EqualWeight, _) => format!("of {}", solved.weights.len()),
                        (_, 0) => format!("of {}; none at the cap", solved.weights.len()),
                        _ => format!(
                            "of {}; {} at the cap",
                            solved.weights.len(),
                            words::count(at_cap)
                        ),
                    },
                )
            }
            Outcome::Infeasible(_) => (NOT_AVAILABLE.to_owned(), String::new()),
        })
    };
    let is_stale = move || freshness.get() == Freshness::Partly;
    view! {
        <dl class="kpis">
            <div class="kpi">
                <dt>"Volatility a year"</dt>
                <dd class="kpi__value">{move || figure(|f| f.volatility, one).0}</dd>
                <dd class="kpi__other">"equal weight (1/N) "{move || figure(|f| f.volatility, one).1}</dd>
            </div>
            <div class="kpi">
                <dt>"Return a year, in window"</dt>
                <dd class="kpi__value">{move || figure(|f| f.annual_return, one).0}</dd>
                <dd class="kpi__other">"1/N "{move || figure(|f| f.annual_return, one).1}</dd>
            </div>
            <div class="kpi" class:stale=is_stale>
                <dt>"Largest fall, walk-forward"</dt>
                <dd class="kpi__value">{move || fall().0}</dd>
                <dd class="kpi__other">"1/N "{move || fall().1}</dd>
            </div>
            <div class="kpi">
                <dt>"Holdings, effective"</dt>
                <dd class="kpi__value">{move || holdings().0}</dd>
                <dd class="kpi__other">{move || holdings().1}</dd>
            </div>
        </dl>
    }
    .into_any()
}

/// The caption of a figure: what it is, and what it finds.
#[component]
fn Caption(label: &'static str, #[prop(into)] finding: Signal<String>) -> impl IntoView {
    view! {
        <figcaption>
            <p class="label">{label}</p>
            <p class="finding">{move || finding.get()}</p>
        </figcaption>
    }
    .into_any()
}

#[component]
fn FrontierPanel(answer: RwSignal<Answer>) -> impl IntoView {
    let size = Size {
        wide: (408.0, 244.0),
        narrow: (326.0, 260.0),
    };
    view! {
        <figure class="panel-figure">
            <Caption label="Efficient frontier" finding=Signal::derive(move || answer.with(words::frontier)) />
            <Chart class="chart--frontier" size figure=Memo::new(move |_| answer.with(pictures::frontier)) />
        </figure>
    }
    .into_any()
}

#[component]
fn WeightsPanel(answer: RwSignal<Answer>) -> impl IntoView {
    let size = Size {
        wide: (282.0, 244.0),
        narrow: (326.0, 320.0),
    };
    view! {
        <figure class="panel-figure">
            <Caption label="Weights, %" finding=Signal::derive(move || answer.with(words::weights)) />
            <Chart class="chart--weights" size figure=Memo::new(move |_| answer.with(pictures::weights)) />
        </figure>
    }
    .into_any()
}

#[component]
fn WealthPanel(answer: RwSignal<Answer>, freshness: RwSignal<Freshness>) -> impl IntoView {
    let size = Size {
        wide: (702.0, 200.0),
        narrow: (326.0, 280.0),
    };
    // While a limit is dragged the curves stand still: they need the whole past, month by month.
    let figure =
        Memo::new(
            move |before: Option<&figure::Figure>| match (freshness.get(), before) {
                (Freshness::Partly, Some(before)) => before.clone(),
                _ => answer.with(pictures::wealth),
            },
        );
    let finding = Memo::new(
        move |before: Option<&String>| match (freshness.get(), before) {
            (Freshness::Partly, Some(before)) => before.clone(),
            _ => answer.with(words::wealth),
        },
    );
    view! {
        <figure class="panel-figure panel-figure--wealth" class:stale=move || freshness.get() == Freshness::Partly>
            <figcaption>
                <div class="split">
                    <p class="label">"$10,000, refitted each month on the past year only"</p>
                    <p class="label">"S&P 500 is the price index, without dividends"</p>
                </div>
                <p class="finding">{move || finding.get()}</p>
            </figcaption>
            <Chart class="chart--wealth" size figure />
        </figure>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undo_knows_where_it_stands() {
        let mut visits = Visits::new(String::new());
        assert!(!visits.can_undo());
        assert!(visits.go_to("cap=12".into()));
        assert!(!visits.go_to("cap=12".into()));
        assert!(visits.go_to("cap=14".into()));
        visits.come_to("cap=12".into());
        assert!(visits.can_undo());
        visits.come_to("cap=14".into());
        visits.come_to("cap=12".into());
        visits.come_to(String::new());
        assert!(!visits.can_undo());
        assert!(visits.go_to("cap=20".into()));
        assert_eq!(visits.queries, ["", "cap=20"]);
        visits.come_to("cap=99".into());
        assert!(!visits.can_undo());
    }
}
