//! What a combobox remembers, and what happens to it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    Many,
    list::{Item, Step, fitting},
};

/// What a combobox remembers. Its parts are signals, so that it can be copied into handlers.
#[derive(Clone, Copy)]
pub(super) struct Choosing {
    pub(super) items: Signal<Vec<Item>>,
    pub(super) value: Signal<Vec<String>>,
    change: Callback<Vec<String>>,
    many: Many,
    search: Option<Callback<String>>,
    /// What stands in the field.
    pub(super) typed: RwSignal<String>,
    /// Whether somebody typed since something was chosen: only then it sorts the items.
    looking: RwSignal<bool>,
    pub(super) open: RwSignal<bool>,
    /// The row that Enter takes.
    pub(super) active: RwSignal<Option<usize>>,
    /// The places of the items in the list, row by row.
    pub(super) found: Memo<Vec<usize>>,
}

impl Choosing {
    pub(super) fn new(
        items: Signal<Vec<Item>>,
        value: Signal<Vec<String>>,
        change: Callback<Vec<String>>,
        many: Many,
        search: Option<Callback<String>>,
    ) -> Self {
        let looking = RwSignal::new(false);
        let typed = RwSignal::new(String::new());
        let found = Memo::new(move |_| {
            let sorted_out = looking.get() && search.is_none();
            let typed = if sorted_out {
                typed.get()
            } else {
                String::new()
            };
            items.with(|items| fitting(items, &typed))
        });
        let choosing = Self {
            items,
            value,
            change,
            many,
            search,
            typed,
            looking,
            open: RwSignal::new(false),
            active: RwSignal::new(None),
            found,
        };
        typed.set(choosing.shown());
        // What is chosen from outside stands in the field.
        Effect::new(move |before: Option<()>| {
            value.track();
            if before.is_some() {
                choosing.settle();
            }
        });
        choosing
    }

    /// What the field shows while nobody types: of one choice its name, of several nothing.
    fn shown(&self) -> String {
        match self.many {
            Many::Several => String::new(),
            Many::One => self
                .value
                .with_untracked(|value| value.first().cloned())
                .map(|value| self.name_of(&value))
                .unwrap_or_default(),
        }
    }

    /// The name of a value; itself where no item has it.
    pub(super) fn name_of(&self, value: &str) -> String {
        let name = self.items.with_untracked(|items| {
            let item = items.iter().find(|item| item.value == value);
            item.map(|item| item.name.clone())
        });
        name.unwrap_or_else(|| value.to_owned())
    }

    pub(super) fn is_several(&self) -> bool {
        self.many == Many::Several
    }

    fn settle(&self) {
        self.looking.set(false);
        self.typed.set(self.shown());
        self.active.set(None);
    }

    pub(super) fn show(&self) {
        self.open.set(true);
    }

    pub(super) fn type_text(&self, text: String) {
        self.looking.set(true);
        self.typed.set(text.clone());
        self.open.set(true);
        // The best one is a key away, once somebody looks for something.
        let any = !text.trim().is_empty() && self.found.with_untracked(|found| !found.is_empty());
        self.active.set((any && self.search.is_none()).then_some(0));
        if let Some(search) = self.search {
            search.run(text);
        }
    }

    pub(super) fn step(&self, step: Step) {
        match step {
            Step::To(row) => {
                self.open.set(true);
                self.active.set(row);
            }
            Step::Take => {
                if let Some(row) = self.active.get_untracked() {
                    self.take(row);
                }
            }
            Step::Leave if self.open.get_untracked() => {
                self.open.set(false);
                self.settle();
            }
            Step::Leave => {
                self.typed.set(String::new());
                if self.many == Many::One {
                    self.change.run(Vec::new());
                }
            }
            Step::DropLast if self.many == Many::Several => {
                let mut value = self.value.get_untracked();
                if value.pop().is_some() {
                    self.change.run(value);
                }
            }
            Step::DropLast | Step::Edit => {}
        }
    }

    /// Takes the item of a row; of several, a second time puts it back.
    pub(super) fn take(&self, row: usize) {
        let Some(at) = self.found.with_untracked(|found| found.get(row).copied()) else {
            return;
        };
        let chosen = self.items.with_untracked(|items| items[at].value.clone());
        match self.many {
            Many::One => {
                self.open.set(false);
                self.change.run(vec![chosen]);
                self.settle();
            }
            Many::Several => {
                let mut value = self.value.get_untracked();
                if value.contains(&chosen) {
                    value.retain(|other| *other != chosen);
                } else {
                    value.push(chosen);
                }
                self.change.run(value);
            }
        }
    }

    pub(super) fn drop_value(&self, gone: &str) {
        let mut value = self.value.get_untracked();
        value.retain(|other| other != gone);
        self.change.run(value);
    }

    /// The focus went: to something else on the page, the list closes and what was typed goes.
    pub(super) fn left(&self, event: &leptos::ev::FocusEvent) {
        let to = event.related_target();
        let to = to.and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        let inside = event
            .current_target()
            .and_then(|here| here.dyn_into::<web_sys::Node>().ok())
            .is_some_and(|here| here.contains(to.as_ref()));
        if !(inside && to.is_some()) {
            self.open.set(false);
            self.settle();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<Item> {
        let item = |value: &str, hint: &str| Item::new(value, value).hint(hint);
        vec![
            item("AAPL", "Apple"),
            item("AMD", "Advanced Micro Devices"),
            item("MSFT", "Microsoft"),
        ]
    }

    /// Does something to a combobox that begins with AMD, and says what is chosen after that.
    fn check(many: Many, work: impl FnOnce(Choosing), expect: &[&str]) {
        Owner::new().with(|| {
            let value = RwSignal::new(vec!["AMD".to_owned()]);
            let change = Callback::new(move |chosen| value.set(chosen));
            let items = Signal::stored(items());
            work(Choosing::new(items, value.into(), change, many, None));
            assert_eq!(value.get_untracked(), expect);
        });
    }

    #[test]
    fn typing_finds_and_enter_takes() {
        let work = |choosing: Choosing| {
            assert_eq!(choosing.typed.get_untracked(), "AMD");
            // Opened without typing it offers everything, not only what is chosen.
            choosing.show();
            assert_eq!(choosing.found.get_untracked().len(), 3);
            choosing.type_text("micr".to_owned());
            assert_eq!(choosing.found.get_untracked(), [1, 2]);
            assert_eq!(choosing.active.get_untracked(), Some(0));
            choosing.step(Step::To(Some(1)));
            choosing.step(Step::Take);
            assert!(!choosing.open.get_untracked());
            assert_eq!(choosing.typed.get_untracked(), "MSFT");
        };
        check(Many::One, work, &["MSFT"]);
    }

    #[test]
    fn leaving_keeps_the_choice_and_leaving_again_empties_it() {
        let once = |choosing: Choosing| {
            choosing.type_text("zzz".to_owned());
            assert_eq!(choosing.active.get_untracked(), None);
            choosing.step(Step::Leave);
            assert_eq!(choosing.typed.get_untracked(), "AMD");
        };
        check(Many::One, once, &["AMD"]);
        let twice = |choosing: Choosing| {
            choosing.step(Step::Leave);
            assert_eq!(choosing.typed.get_untracked(), "");
        };
        check(Many::One, twice, &[]);
    }

    #[test]
    fn several_are_switched_and_dropped() {
        let add = |choosing: Choosing| {
            assert_eq!(choosing.typed.get_untracked(), "");
            choosing.type_text("app".to_owned());
            choosing.step(Step::Take);
            assert!(choosing.open.get_untracked(), "for the next one");
        };
        check(Many::Several, add, &["AMD", "AAPL"]);
        check(Many::Several, |choosing| choosing.take(1), &[]);
        check(Many::Several, |choosing| choosing.step(Step::DropLast), &[]);
        check(
            Many::One,
            |choosing| choosing.step(Step::DropLast),
            &["AMD"],
        );
        check(Many::Several, |choosing| choosing.drop_value("AMD"), &[]);
    }

    #[test]
    fn a_search_elsewhere_sorts_nothing_out_here() {
        Owner::new().with(|| {
            let asked = RwSignal::new(String::new());
            let choosing = Choosing::new(
                Signal::stored(items()),
                Signal::stored(Vec::new()),
                Callback::new(|_| ()),
                Many::One,
                Some(Callback::new(move |typed| asked.set(typed))),
            );
            choosing.type_text("zzz".to_owned());
            assert_eq!(asked.get_untracked(), "zzz");
            assert_eq!(choosing.found.get_untracked().len(), 3);
        });
    }
}
