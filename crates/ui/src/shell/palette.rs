//! The command palette: one field from which every page, instrument and action is a few letters
//! away. A native dialog; inside it a combobox with its listbox, as the APG has it: the focus stays
//! in the field, the keys move through the list.

use leptos::prelude::*;

use super::rank::{self, Searched};
use crate::{browser, icons};

/// More rows than this nobody reads; a letter more finds what is not among them.
const MOST_ROWS: usize = 50;

/// Something that can be chosen.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is known by among what was used lately.
    pub id: String,
    pub name: String,
    /// Says more about it, and is searched after the name.
    pub detail: String,
    /// Which of the groups it belongs to.
    pub group: usize,
    pub icon: fn() -> AnyView,
    /// How many other things were used since.
    pub used: Option<usize>,
}

impl Searched for Entry {
    fn names(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str(), &self.detail].into_iter()
    }

    fn used(&self) -> Option<usize> {
        self.used
    }
}

/// What the palette says.
#[derive(Debug, Clone)]
pub struct Words {
    pub title: String,
    pub placeholder: String,
    pub close: String,
    /// When nothing is found.
    pub nothing: String,
    /// Above what was used lately.
    pub lately: String,
    /// Above the others, by group.
    pub groups: Vec<String>,
}

/// Titles with the places of what stands below them, in the order of the ranking: a group stands
/// where its best member does.
fn grouped(order: &[usize], group: impl Fn(usize) -> usize) -> Vec<(usize, Vec<usize>)> {
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    for &place in order {
        let own = group(place);
        match groups.iter_mut().find(|(other, _)| *other == own) {
            Some((_, places)) => places.push(place),
            None => groups.push((own, vec![place])),
        }
    }
    groups
}

/// Where a key leads from row `at` of `count`; `None` where it is not for the list.
fn moved(key: &str, at: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowDown" => Some(if at >= last { 0 } else { at + 1 }),
        "ArrowUp" => Some(if at == 0 { last } else { at - 1 }),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// The palette; it is shown while `open`.
#[component]
pub fn Palette(
    open: RwSignal<bool>,
    /// Begins the ids inside.
    #[prop(default = "palette")]
    id: &'static str,
    words: Words,
    /// What has been typed before it is open.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
    #[prop(into)] entries: Signal<Vec<Entry>>,
    /// Why the list is not complete.
    #[prop(into)]
    note: Signal<Option<&'static str>>,
    /// How many are found, for those who do not see it.
    #[prop(into)]
    found: Callback<usize, String>,
    /// Does what the entry at this place stands for.
    #[prop(into)]
    run: Callback<usize>,
) -> impl IntoView {
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let query = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    // What was used lately has a group of its own, in front of the words' groups.
    let groups = Memo::new(move |_| {
        if !open.get() {
            return Vec::new();
        }
        entries.with(|entries| {
            let order = query.with(|query| rank::best(query, entries, MOST_ROWS));
            let lately = query.with(|query| query.trim().is_empty());
            grouped(&order, |place| match entries[place].used {
                Some(_) if lately => 0,
                _ => entries[place].group + 1,
            })
        })
    });
    let shown = move || groups.with(|g| g.iter().map(|(_, places)| places.len()).sum::<usize>());
    let chosen = move || groups.with(|g| g.iter().flat_map(|(_, p)| p).nth(at.get()).copied());
    let choose = move |place: usize| {
        open.set(false);
        run.run(place);
    };
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            if open.get() {
                query.set(typed.map_or_else(String::new, |typed| typed.get_untracked()));
                at.set(0);
                browser::show_modal(&dialog);
            } else {
                dialog.close();
                if let Some(typed) = typed {
                    typed.set(String::new());
                }
            }
        }
    });
    Effect::new(move |_| {
        at.track();
        groups.track();
        // The row says that it is chosen after this has run.
        request_animation_frame(move || {
            browser::show_row(&format!("#{id}-list [aria-selected=true]"));
        });
    });
    let Words {
        title,
        placeholder,
        close,
        nothing,
        lately,
        groups: titles,
    } = words;
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let key = event.key();
        if key == "Enter" {
            event.prevent_default();
            if let Some(place) = chosen() {
                choose(place);
            }
        } else if let Some(to) = moved(&key, at.get_untracked(), shown()) {
            event.prevent_default();
            at.set(to);
        }
    };
    let list = move || {
        let mut row = 0;
        let groups = groups.get();
        let groups = groups.into_iter().map(|(group, places)| {
            let title = group
                .checked_sub(1)
                .map_or(&lately, |own| &titles[own])
                .clone();
            let rows = entries.with(|entries| {
                places
                    .into_iter()
                    .map(|place| {
                        row += 1;
                        option(
                            &entries[place],
                            format!("{id}-{}", row - 1),
                            row - 1,
                            at,
                            Callback::new(move |()| choose(place)),
                        )
                    })
                    .collect_view()
            });
            view! {
                <div role="group" aria-label=title.clone()>
                    <p class="commands__title" aria-hidden="true">{title.clone()}</p>
                    {rows}
                </div>
            }
        });
        groups.collect_view()
    };
    view! {
        <dialog
            class="commands"
            node_ref=dialog
            aria-label=title
            on:close=move |_| open.set(false)
            on:click=move |event| {
                // The dialog itself is what is pressed beside its contents.
                if event.target() == event.current_target() {
                    open.set(false);
                }
            }
        >
            <div class="commands__in">
                <div class="commands__field">
                    {icons::search()}
                    <input
                        type="text"
                        class="commands__input"
                        role="combobox"
                        aria-label=placeholder.clone()
                        placeholder=placeholder
                        aria-expanded="true"
                        aria-autocomplete="list"
                        aria-controls=format!("{id}-list")
                        aria-activedescendant=move || chosen().map(|_| format!("{id}-{}", at.get()))
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        enterkeyhint="go"
                        prop:value=move || query.get()
                        on:input=move |event| {
                            query.set(event_target_value(&event));
                            at.set(0);
                        }
                        on:keydown=on_key
                    />
                    <button type="button" class="button button--ghost button--icon" aria-label=close on:click=move |_| open.set(false)>
                        {icons::cross()}
                    </button>
                </div>
                <div class="commands__list" id=format!("{id}-list") role="listbox" aria-label=move || found.run(shown())>{list}</div>
                <p class="commands__note" class:hidden=move || { note.get().is_none() && shown() > 0 }>
                    {move || note.get().map_or_else(|| nothing.clone(), str::to_owned)}
                </p>
                <p class="visually-hidden" role="status">{move || open.get().then(|| found.run(shown()))}</p>
            </div>
        </dialog>
    }
    .into_any()
}

fn option(
    entry: &Entry,
    id: String,
    row: usize,
    at: RwSignal<usize>,
    choose: Callback<()>,
) -> AnyView {
    let chosen = move || if at.get() == row { "true" } else { "false" };
    view! {
        <div
            class="commands__row"
            id=id
            role="option"
            aria-selected=chosen
            on:click=move |_| choose.run(())
            on:pointermove=move |_| if at.get_untracked() != row { at.set(row) }
        >
            {(entry.icon)()}
            <span class="commands__name">{entry.name.clone()}</span>
            <span class="commands__detail">{entry.detail.clone()}</span>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_round() {
        let check =
            |key, at, count, expect| assert_eq!(moved(key, at, count), expect, "{key} {at}");
        check("ArrowDown", 0, 3, Some(1));
        check("ArrowDown", 2, 3, Some(0));
        check("ArrowUp", 0, 3, Some(2));
        check("ArrowUp", 2, 3, Some(1));
        check("Home", 2, 3, Some(0));
        check("End", 0, 3, Some(2));
        check("End", 0, 0, None);
        check("a", 0, 3, None);
    }

    #[test]
    fn a_group_stands_where_its_best_member_does() {
        let group = [1, 0, 1, 2];
        assert_eq!(
            grouped(&[2, 1, 0, 3], |place| group[place]),
            [(1, vec![2, 0]), (0, vec![1]), (2, vec![3])]
        );
        assert_eq!(grouped(&[], |_| 0), []);
    }
}
