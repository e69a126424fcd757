//! From when to when: chips for the usual stretches, two native fields for all others.

mod spans;

use domain::{Day, iso};
use leptos::prelude::*;
use texts::{Language, components as words, use_language};

pub use spans::{Span, Wrong, read};

use crate::{
    choice::Choice,
    field::{FieldError, Ids},
    radio_group::{Look, RadioGroup},
};

/// What is chosen: a chip, or days that no chip has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    Span(Span),
    Days(Day, Day),
}

impl Range {
    /// First and last day, when data go from `first` to `last`.
    pub fn days(self, (first, last): (Day, Day)) -> (Day, Day) {
        match self {
            Self::Span(span) => span.days(last, first),
            Self::Days(from, to) => (from, to),
        }
    }
}

fn chip_name(span: Span, language: Language) -> &'static str {
    match span {
        Span::Today => words::today(language),
        Span::Week => words::week_to_date(language),
        Span::Month => words::month_to_date(language),
        Span::Year => words::year_to_date(language),
        Span::OneYear => words::one_year(language),
        Span::FiveYears => words::five_years(language),
        Span::Max => words::everything(language),
    }
}

fn says(wrong: Wrong, (first, last): (Day, Day), language: Language) -> String {
    match wrong {
        Wrong::From => words::first_day_missing(language).to_owned(),
        Wrong::To => words::last_day_missing(language).to_owned(),
        Wrong::Order => words::days_turned_round(language).to_owned(),
        Wrong::TooEarly => words::day_too_early(language, &language.day(first)),
        Wrong::TooLate => words::day_too_late(language, &language.day(last)),
    }
}

/// From when to when. A form without a script sends `name` for the chip, and both days.
#[component]
pub fn DateRange(
    /// What the days are of.
    #[prop(into)]
    legend: String,
    /// What a form calls the chip; the days are `from` and `to` behind it.
    name: &'static str,
    /// The first and the last day there is anything of; chips count back from the last.
    bounds: (Day, Day),
    #[prop(into)] value: Signal<Range>,
    #[prop(into)] change: Callback<Range>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let language = use_language();
    let mistake = RwSignal::new(None::<Wrong>);
    let chips = Span::ALL.map(|span| Choice::new(span.key(), chip_name(span, language)));
    let chip = Signal::derive(move || match value.get() {
        Range::Span(span) => span.key().to_owned(),
        Range::Days(..) => String::new(),
    });
    let choose = move |key: String| {
        if let Some(span) = Span::of_key(&key) {
            mistake.set(None);
            change.run(Range::Span(span));
        }
    };
    let fields = [NodeRef::<leptos::html::Input>::new(), NodeRef::new()];
    let take = move |_| {
        let [Some(from), Some(to)] = fields.map(|field| field.get_untracked()) else {
            return;
        };
        match read(&from.value(), &to.value(), bounds) {
            Ok((from, to)) => {
                mistake.set(None);
                change.run(Range::Days(from, to));
            }
            Err(wrong) => mistake.set(Some(wrong)),
        }
    };
    let error_id = format!("error-{name}-days");
    let day = |second: bool, label: &'static str| {
        let name = format!("{name}-{}", if second { "to" } else { "from" });
        let written = move || {
            let (from, to) = value.get().days(bounds);
            iso::write(if second { to } else { from })
        };
        let wrong = move || {
            mistake
                .get()
                .is_some_and(|wrong| wrong.is_of_second() == second)
        };
        let id = Ids::of(&name).control;
        view! {
            <div class="field">
                <label class="field__label" for=id.clone()>{label}</label>
                <input type="date" class="input" id=id name=name node_ref=fields[usize::from(second)]
                    min=iso::write(bounds.0) max=iso::write(bounds.1)
                    value=written() prop:value=written disabled=move || disabled.get()
                    aria-invalid=move || wrong().then_some("true") aria-describedby=error_id.clone()
                    on:change=take />
            </div>
        }
    };
    let (from, to) = (
        day(false, words::from_day(language)),
        day(true, words::to_day(language)),
    );
    let message = Signal::derive(move || mistake.get().map(|wrong| says(wrong, bounds, language)));
    view! {
        <div class="date-range">
            <RadioGroup legend name look=Look::Segments choices=chips.to_vec() value=chip change=choose disabled />
            <div class="date-range__days">{from}{to}</div>
            <FieldError id=error_id error=message />
        </div>
    }
    .into_any()
}
