//! Things within things, by the pattern of the ARIA guide: arrows move, open and close, letters
//! find, Enter chooses.

pub mod flat;

use std::collections::BTreeSet;

use leptos::{ev::KeyboardEvent, prelude::*};

use crate::{dom, icons, rove::by_letter};
use flat::{Line, Move, Node, lines, meaning};

/// What the rows share.
#[derive(Clone, Copy)]
struct Shared {
    open: RwSignal<BTreeSet<String>>,
    /// The row that Tab leads to.
    current: RwSignal<String>,
    chosen: RwSignal<String>,
    choose: Callback<String>,
}

impl Shared {
    fn set_open(self, key: &str, is_open: bool) {
        self.open.update(|open| {
            if is_open {
                open.insert(key.to_owned());
            } else {
                open.remove(key);
            }
        });
    }

    fn choose(self, key: &str) {
        self.chosen.set(key.to_owned());
        self.choose.run(key.to_owned());
    }

    fn go_to(self, line: &Line, id: &str) {
        self.current.set(line.key.clone());
        let _ = dom::by_id(&row_id(id, &line.key)).map(|row| dom::focus(&row));
    }
}

fn row_id(id: &str, key: &str) -> String {
    format!("{id}-{key}")
}

/// The tree.
#[component]
pub fn Tree(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    nodes: Vec<Node>,
    /// The keys of the branches that are open at first.
    #[prop(optional)]
    open: Vec<String>,
    /// Gets the key of what was chosen.
    #[prop(into)]
    choose: Callback<String>,
) -> impl IntoView {
    let first = nodes
        .first()
        .map(|node| node.key.clone())
        .unwrap_or_default();
    let shared = Shared {
        open: RwSignal::new(open.into_iter().collect()),
        current: RwSignal::new(first),
        chosen: RwSignal::new(String::new()),
        choose,
    };
    let seen = Memo::new(move |_| shared.open.with(|open| lines(&nodes, open)));
    let (rows_id, keys_id) = (id.clone(), id);
    let press = move |event: KeyboardEvent| {
        let lines = seen.get_untracked();
        let current = shared.current.get_untracked();
        let at = lines
            .iter()
            .position(|line| line.key == current)
            .unwrap_or(0);
        let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        let found = || {
            by_letter(
                &event.key(),
                at,
                lines.iter().map(|line| line.label.as_str()),
            )
        };
        let Some(step) = meaning(&event.key(), &lines, at)
            .or_else(|| found().map(Move::To))
            .filter(|_| plain)
        else {
            return;
        };
        event.prevent_default();
        match step {
            Move::To(to) => shared.go_to(&lines[to], &keys_id),
            Move::Open => shared.set_open(&current, true),
            Move::Close => shared.set_open(&current, false),
            Move::Choose => shared.choose(&current),
        }
    };
    view! {
        <ul class="tree" role="tree" aria-label=label on:keydown=press>
            <For
                each=move || seen.get()
                key=|line| line.key.clone()
                children=move |line| row(line, &rows_id, shared)
            />
        </ul>
    }
    .into_any()
}

fn row(line: Line, id: &str, shared: Shared) -> AnyView {
    let Line {
        key,
        label,
        level,
        place,
        siblings,
        is_open,
    } = line;
    let is_branch = is_open.is_some();
    let id = row_id(id, &key);
    let key = StoredValue::new(key);
    let is = move |other: RwSignal<String>| other.with(|other| key.with_value(|key| key == other));
    // The row stays when its branch opens, and so does the focus.
    let is_open = move || {
        shared
            .open
            .with(|open| key.with_value(|key| open.contains(key)))
    };
    let mark = move || match (is_branch, is_branch && is_open()) {
        (true, true) => icons::down(),
        (true, false) => icons::right(),
        (false, _) => ().into_any(),
    };
    let press = move |_| {
        let key = key.get_value();
        if is_branch {
            shared.set_open(&key, !untrack(is_open));
        } else {
            shared.choose(&key);
        }
        shared.current.set(key);
    };
    view! {
        <li
            id=id
            class=format!("tree__row tree__row--{}", level.min(6))
            role="treeitem"
            attr:aria-level=level.to_string()
            aria-posinset=place.to_string()
            aria-setsize=siblings.to_string()
            aria-expanded=move || is_branch.then(|| is_open().to_string())
            aria-selected=move || is(shared.chosen).to_string()
            tabindex=move || if is(shared.current) { "0" } else { "-1" }
            on:click=press
        >
            <span class="tree__mark" aria-hidden="true">{mark}</span>
            {label}
        </li>
    }
    .into_any()
}
