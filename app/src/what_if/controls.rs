//! The left-hand column: what is asked. A plain form that a server can answer, too.

use contract::{
    AppError,
    market::Universe,
    what_if::{Answer, MIN_CAP, Outcome, RISK_AVERSION, TARGET_RETURN},
};
use domain::{format, iso};
use leptos::prelude::*;

use super::{
    pictures,
    state::{self, GoalKind, State, Window},
    words,
};
use crate::{browser, chart, errors::message_for, icons};

/// Half the slider's thumb, which the style sheet makes larger on narrow pages: the curve above it
/// has the same scale as its track.
const fn thumb_inset(width: f64) -> f64 {
    if width > 268.0 { 12.0 } else { 8.0 }
}

/// The size of the curve before its true width is known, and its height after that.
const CURVE: (f64, f64) = (255.0, 56.0);

/// Changes the question; `true` writes the change into the history.
pub type Change = Callback<(State, bool)>;

#[component]
pub fn Controls(
    universe: StoredValue<Universe>,
    #[prop(into)] state: Signal<State>,
    change: Change,
    #[prop(into)] answer: Signal<Answer>,
    /// What is wrong with fields, as the URL or the last answer says.
    errors: RwSignal<Option<AppError>>,
    /// What was typed into fields that could not be read.
    typed: StoredValue<Vec<(String, String)>>,
) -> impl IntoView {
    view! {
        <form class="controls" method="get" action="/" aria-label="What is asked">
            <Goals state change errors typed />
            <CapField state change answer errors typed />
            <WindowField universe state change answer errors typed />
            <Holdings universe state change errors />
            <button type="submit" class="button button--primary without-script">"Answer"</button>
        </form>
    }
    .into_any()
}

#[component]
fn Goals(
    state: Signal<State>,
    change: Change,
    errors: RwSignal<Option<AppError>>,
    typed: StoredValue<Vec<(String, String)>>,
) -> impl IntoView {
    let goals = GoalKind::ALL.map(|kind| {
        let (name, hint) = words::goal(kind);
        let chosen = move || state.with(|state| state.goal == kind);
        let choose = move |_| {
            let mut state = state.get_untracked();
            state.goal = kind;
            change.run((state, true));
        };
        view! {
            <label class="goal" class:goal--chosen=chosen>
                <input type="radio" name=state::GOAL value=kind.key() checked=chosen()
                    prop:checked=chosen on:change=choose />
                <span class="goal__name">{name}</span>
                <span class="goal__hint">{hint}</span>
            </label>
        }
    });
    let target = Callback::new(move |value: f64| {
        let mut state = state.get_untracked();
        state.target = value;
        change.run((state, true));
    });
    let aversion = Callback::new(move |value: f64| {
        let mut state = state.get_untracked();
        state.aversion = value;
        change.run((state, true));
    });
    view! {
        <fieldset class="field goals">
            <legend class="label-strong">"Objective"</legend>
            <div class="goals__list">{goals.collect_view()}</div>
            <FieldError errors field=state::GOAL />
        </fieldset>
        <div class="row" class:hidden=move || state.with(|s| s.goal != GoalKind::TargetReturn)>
            <NumberField
                label="Return a year, at least" field=state::TARGET unit="%" scale=0.01
                range=TARGET_RETURN step=0.005 value=Signal::derive(move || state.with(|s| s.target))
                change=target errors typed
            />
        </div>
        <div class="row" class:hidden=move || state.with(|s| s.goal != GoalKind::MaxUtility)>
            <NumberField
                label="Risk aversion" field=state::AVERSION unit="" scale=1.0
                range=RISK_AVERSION step=0.5 value=Signal::derive(move || state.with(|s| s.aversion))
                change=aversion errors typed
            />
        </div>
    }
    .into_any()
}

#[component]
fn CapField(
    state: Signal<State>,
    change: Change,
    answer: Signal<Answer>,
    errors: RwSignal<Option<AppError>>,
    typed: StoredValue<Vec<(String, String)>>,
) -> impl IntoView {
    let range = Memo::new(move |_| state.with(State::cap_range));
    let set = move |cap: f64, commit: bool| {
        let mut state = state.get_untracked();
        state.cap = cap;
        change.run((state, commit));
    };
    // The slider works in tenths of a percent: whole numbers survive the browser's arithmetic.
    let tenths = |cap: f64| (1000.0 * cap).round();
    let slide = move |event: leptos::ev::Event, commit: bool| {
        if let Ok(value) = event_target_value(&event).parse::<f64>() {
            set(value / 1000.0, commit);
        }
    };
    let picture = NodeRef::<leptos::html::Div>::new();
    let true_size = chart::true_size(picture);
    let curve = Memo::new(move |_| {
        let width = true_size.get().map_or(CURVE.0, |(width, _)| width);
        answer
            .with(|answer| pictures::cap_curve(answer, range.get(), thumb_inset(width)))
            .map(|figure| figure::svg::print(&figure, width, CURVE.1))
            .unwrap_or_default()
    });
    let done = move || {
        let (from, to) = range.get();
        // With one company there is nothing to slide.
        let share = if to > from {
            ((state.with(|s| s.cap) - from) / (to - from)).clamp(0.0, 1.0)
        } else {
            1.0
        };
        format!("{:.2}%", 100.0 * share)
    };
    view! {
        <div class="field">
            <NumberField
                label="Most in one holding" field=state::CAP unit="%" scale=0.01
                range=(MIN_CAP, 1.0) step=0.005 value=Signal::derive(move || state.with(|s| s.cap))
                change=Callback::new(move |cap| set(cap, true)) errors typed
            />
            <div class="cap-curve">
                <p class="label">"Volatility you get, as the cap moves"</p>
                <div class="cap-curve__picture" node_ref=picture inner_html=move || curve.get()></div>
                <div class="rail needs-script">
                <svg class="rail__line" width="100%" height="4" aria-hidden="true">
                    <line class="rail__all" x1="0" x2="100%" y1="2" y2="2"></line>
                    <line class="rail__done" x1="0" x2=done y1="2" y2="2"></line>
                </svg>
                <input
                    type="range" class="slider" aria-label="Most in one holding, slider"
                    min=move || tenths(range.get().0) max=move || tenths(range.get().1) step="1"
                    value=tenths(state.with_untracked(|s| s.cap))
                    prop:value=move || tenths(state.with(|s| s.cap))
                    aria-valuetext=move || state.with(|s| words::cap(s.cap))
                    on:input=move |event| slide(event, false)
                    on:change=move |event| slide(event, true)
                />
                </div>
                <p class="slider__ends" aria-hidden="true">
                    <span>{move || words::cap(range.get().0)}</span>
                    <span>{move || words::cap(range.get().1)}</span>
                </p>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn WindowField(
    universe: StoredValue<Universe>,
    state: Signal<State>,
    change: Change,
    answer: Signal<Answer>,
    errors: RwSignal<Option<AppError>>,
    typed: StoredValue<Vec<(String, String)>>,
) -> impl IntoView {
    let chips = Window::CHIPS.map(|window| {
        let key = window.key().expect("each chip has a name");
        let chosen = move || state.with(|s| s.window == window);
        let choose = move |_| {
            let mut state = state.get_untracked();
            state.window = window;
            errors.set(None);
            change.run((state, true));
        };
        view! {
            <label class="segment" class:segment--chosen=chosen>
                <input type="radio" name=state::WINDOW value=key checked=chosen()
                    prop:checked=chosen on:change=choose />
                <span>{key}</span>
            </label>
        }
    });
    let day = move |pick: fn((domain::Day, domain::Day)) -> domain::Day| {
        state.with(|s| universe.with_value(|u| iso::write(pick(s.window.days(u)))))
    };
    let from_ref = NodeRef::<leptos::html::Input>::new();
    let to_ref = NodeRef::<leptos::html::Input>::new();
    let set_days = move |_| {
        let (Some(from), Some(to)) = (from_ref.get_untracked(), to_ref.get_untracked()) else {
            return;
        };
        match universe.with_value(|u| state::read_days(&from.value(), &to.value(), u)) {
            Ok(window) => {
                let mut state = state.get_untracked();
                state.window = window;
                errors.set(None);
                change.run((state, true));
            }
            Err(fields) => errors.set(Some(AppError::Invalid { fields })),
        }
    };
    let (first, last) = universe.with_value(|u| (iso::write(u.first_day), iso::write(u.last_day)));
    // Without a script a form would always send both days: they are named only when they count.
    let by_hand = state.with_untracked(|s| s.window.key().is_none());
    let start = move |field: &'static str, pick: fn((domain::Day, domain::Day)) -> domain::Day| {
        typed
            .with_value(|typed| {
                typed
                    .iter()
                    .find(|(name, _)| name == field)
                    .map(|(_, t)| t.clone())
            })
            .filter(|text| iso::parse(text).is_some())
            .unwrap_or_else(|| day(pick))
    };
    view! {
        <fieldset class="field">
            <legend class="label-strong">"Window"</legend>
            <div class="segments">{chips.collect_view()}</div>
            <details class="days" open=by_hand>
                <summary>
                    {move || answer.with(|answer| format!(
                        "{} – {}, {} days",
                        format::day(answer.from),
                        format::day(answer.to),
                        format::number(answer.observations as f64, 0)
                    ))}
                </summary>
                <div class="days__fields">
                    <label>
                        "From"
                        <input type="date" class="input" node_ref=from_ref
                            name=by_hand.then_some(state::FROM) min=first.clone() max=last.clone()
                            value=start(state::FROM, |d| d.0) prop:value=move || day(|d| d.0)
                            aria-invalid=move || errors.with(|e| e.as_ref().and_then(|e| message_for(e, state::FROM)).map(|_| "true"))
                            on:change=set_days />
                    </label>
                    <label>
                        "To"
                        <input type="date" class="input" node_ref=to_ref
                            name=by_hand.then_some(state::TO) min=first max=last
                            value=start(state::TO, |d| d.1) prop:value=move || day(|d| d.1)
                            aria-invalid=move || errors.with(|e| e.as_ref().and_then(|e| message_for(e, state::TO)).map(|_| "true"))
                            on:change=set_days />
                    </label>
                </div>
            </details>
            <FieldError errors field=state::WINDOW />
            <FieldError errors field=state::FROM />
            <FieldError errors field=state::TO />
        </fieldset>
    }
    .into_any()
}

#[component]
fn Holdings(
    universe: StoredValue<Universe>,
    state: Signal<State>,
    change: Change,
    errors: RwSignal<Option<AppError>>,
) -> impl IntoView {
    let assets = universe.with_value(|u| u.assets.clone());
    let total = assets.len();
    let all: Vec<String> = assets.iter().map(|a| a.symbol.clone()).collect();
    let order = StoredValue::new(all);
    let nothing_chosen = || {
        AppError::invalid(
            state::ASSETS,
            "Choose at least one company. The answer below is the one before.",
        )
    };
    let chips = assets.into_iter().map(|asset| {
        let symbol = StoredValue::new(asset.symbol.clone());
        let chosen = move || state.with(|s| symbol.with_value(|symbol| s.assets.contains(symbol)));
        let toggle = move |event: leptos::ev::Event| {
            let wanted = event_target_checked(&event);
            let mut state = state.get_untracked();
            let kept: Vec<String> = order.with_value(|order| {
                order
                    .iter()
                    .filter(|s| {
                        if symbol.with_value(|symbol| symbol == *s) {
                            wanted
                        } else {
                            state.assets.contains(s)
                        }
                    })
                    .cloned()
                    .collect()
            });
            if kept.is_empty() {
                errors.set(Some(nothing_chosen()));
                // The last one stays: the box shows what is true.
                let input: web_sys::HtmlInputElement = event_target(&event);
                input.set_checked(true);
                return;
            }
            errors.set(None);
            state.assets = kept;
            change.run((state, true));
        };
        view! {
            <label class="chip" title=asset.name>
                <input type="checkbox" name=state::ASSETS value=asset.symbol.clone()
                    checked=chosen() prop:checked=chosen on:change=toggle />
                <span>{asset.symbol}</span>
            </label>
        }
    });
    let is_whole = move || state.with(|s| s.assets.len() == total);
    let reset = move |_| {
        let mut state = state.get_untracked();
        state.assets = order.get_value();
        errors.set(None);
        change.run((state, true));
    };
    view! {
        <fieldset class="field">
            <legend class="label-strong">
                "Holdings "
                <span class="muted">{move || format!("{} of {total}", state.with(|s| s.assets.len()))}</span>
            </legend>
            <button type="button" class="link holdings__reset needs-script" class:hidden=is_whole on:click=reset>
                "All"
            </button>
            // So that a form without any company says so, and is not the form that was never filled in.
            <input type="hidden" name=state::ASSETS value="" />
            <div class="chips">{chips.collect_view()}</div>
            <FieldError errors field=state::ASSETS />
        </fieldset>
    }
    .into_any()
}

/// A number with its unit and two steppers.
#[component]
fn NumberField(
    label: &'static str,
    field: &'static str,
    unit: &'static str,
    /// Turns what is typed into what is meant.
    scale: f64,
    range: (f64, f64),
    /// In the unit of what is meant.
    step: f64,
    value: Signal<f64>,
    change: Callback<f64>,
    errors: RwSignal<Option<AppError>>,
    typed: StoredValue<Vec<(String, String)>>,
) -> impl IntoView {
    let write = move |value: f64| state::plain(value / scale);
    let first = typed
        .with_value(|typed| {
            typed
                .iter()
                .find(|(name, _)| name == field)
                .map(|(_, text)| text.clone())
        })
        .unwrap_or_else(|| write(value.get_untracked()));
    // What stands in the field: what was typed, until it is understood.
    let text = RwSignal::new(first.clone());
    let shown = Memo::new(move |_| write(value.get()));
    Effect::new(move |before: Option<String>| {
        let now = shown.get();
        if before.is_some_and(|before| before != now) {
            text.set(now.clone());
        }
        now
    });
    let take = move |typed: String| match state::read_number(field, &typed, range, scale) {
        Ok(value) => {
            errors.set(None);
            text.set(write(value));
            change.run(value);
        }
        Err(error) => {
            text.set(typed);
            errors.set(Some(AppError::Invalid {
                fields: vec![error],
            }));
        }
    };
    let nudge = move |steps: f64| {
        let current = value.get_untracked();
        let next = ((current / step).round() + steps) * step;
        let next = ((next * 1e6).round() / 1e6).clamp(range.0, range.1);
        errors.set(None);
        text.set(write(next));
        change.run(next);
    };
    let id = format!("field-{field}");
    let error_id = format!("error-{field}");
    let wrong = move || errors.with(|e| e.as_ref().and_then(|e| message_for(e, field)).is_some());
    view! {
        <div class="number-row">
            <label for=id.clone() class="label-strong">{label}</label>
            <div class="number" class:number--wrong=wrong>
                <button type="button" class="number__step needs-script" tabindex="-1"
                    aria-label=format!("{label}: less") on:click=move |_| nudge(-1.0)>
                    {icons::minus()}
                </button>
                <span class="number__value">
                    <input
                        id=id name=field type="text" inputmode="decimal" autocomplete="off" size="5"
                        value=first prop:value=move || text.get()
                        aria-invalid=move || wrong().then_some("true")
                        aria-describedby=error_id
                        on:change=move |event| take(event_target_value(&event))
                        on:keydown=move |event| match event.key().as_str() {
                            "ArrowUp" => { event.prevent_default(); nudge(1.0) }
                            "ArrowDown" => { event.prevent_default(); nudge(-1.0) }
                            "Enter" => { event.prevent_default(); take(event_target_value(&event)) }
                            _ => {}
                        }
                    />
                    {(!unit.is_empty()).then(|| view! { <span class="number__unit">{unit}</span> })}
                </span>
                <button type="button" class="number__step needs-script" tabindex="-1"
                    aria-label=format!("{label}: more") on:click=move |_| nudge(1.0)>
                    {icons::plus()}
                </button>
            </div>
        </div>
        <FieldError errors field />
    }
    .into_any()
}

/// What is wrong with a field, beside it.
#[component]
fn FieldError(errors: RwSignal<Option<AppError>>, field: &'static str) -> impl IntoView {
    let message = move || errors.with(|e| e.as_ref().and_then(|e| message_for(e, field)));
    view! {
        <p class="field-error" id=format!("error-{field}") role="alert" class:hidden=move || message().is_none()>
            {move || message().unwrap_or_default()}
        </p>
    }
    .into_any()
}

/// Undo, the link, the weights as a file.
#[component]
pub fn Actions(
    #[prop(into)] answer: Signal<Answer>,
    /// Whether a question of this visit lies behind this one.
    #[prop(into)]
    can_undo: Signal<bool>,
) -> impl IntoView {
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            copied.set(Some(browser::copy_address().await));
            set_timeout(
                move || {
                    copied.try_set(None);
                },
                std::time::Duration::from_secs(2),
            );
        });
    };
    view! {
        <button type="button" class="button needs-script" disabled=move || !can_undo.get()
            on:click=move |_| browser::go_back()>
            {icons::undo()}<span>"Undo"</span>
        </button>
        <button type="button" class="button needs-script" on:click=copy>
            {icons::link()}
            <span>{move || copy_says(copied.get()).unwrap_or("Copy link")}</span>
        </button>
        <span class="visually-hidden" role="status">{move || copy_says(copied.get())}</span>
        {move || answer.with(weights_file).map(|file| view! {
            <a class="button" download="finx-weights.csv" href=file>
                {icons::download()}<span>"Weights"</span>
            </a>
        })}
    }
    .into_any()
}

/// What came of copying the address.
const fn copy_says(copied: Option<bool>) -> Option<&'static str> {
    match copied {
        None => None,
        Some(true) => Some("Copied"),
        Some(false) => Some("Not allowed here"),
    }
}

/// The weights as a file in a link, with full precision; of no portfolio there is none.
fn weights_file(answer: &Answer) -> Option<String> {
    let Outcome::Solved(solved) = &answer.outcome else {
        return None;
    };
    let mut text = String::from("data:text/csv;charset=utf-8,symbol%2Cweight%0A");
    for (symbol, weight) in answer.symbols.iter().zip(&solved.weights) {
        text.push_str(&format!("{}%2C{weight}%0A", symbol.replace('^', "%5E")));
    }
    Some(text)
}
