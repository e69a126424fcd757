//! The sidebar. Below 1180 px it folds to icons, below 640 px it is a bar at the bottom, and on the
//! first page it stands in the header: one list of links, laid out by the style sheet.

use leptos::prelude::*;

use crate::icons;

/// A page that one can go to.
#[derive(Debug, Clone)]
pub struct Place {
    pub href: &'static str,
    pub name: String,
    pub icon: fn() -> AnyView,
    /// The letter after `g`.
    pub key: Option<char>,
    /// How many things wait there for somebody to do something.
    pub waiting: usize,
    /// Whether it has a place in the bar of a narrow page, which holds five.
    pub on_bar: bool,
}

impl Place {
    /// With nothing waiting, on the bar.
    pub fn new(href: &'static str, name: String, icon: fn() -> AnyView, key: char) -> Self {
        Self {
            href,
            name,
            icon,
            key: Some(key),
            waiting: 0,
            on_bar: true,
        }
    }
}

/// Places that belong together.
#[derive(Debug, Clone)]
pub struct Group {
    /// Above them; a single group needs none.
    pub title: String,
    pub places: Vec<Place>,
}

/// What `aria-current` says of a place while the page at `path` is shown: the page itself, or that
/// the page is one of those below it.
pub fn current(href: &str, path: &str) -> Option<&'static str> {
    if path == href {
        return Some("page");
    }
    let below = path.strip_prefix(href)?.starts_with('/');
    below.then_some("true")
}

/// The navigation.
#[component]
pub fn Places(
    /// Names the navigation.
    #[prop(into)]
    label: String,
    groups: Vec<Group>,
    /// The path of the page that is shown.
    #[prop(into)]
    path: Signal<String>,
    /// Says after a number that so many things wait.
    #[prop(into)]
    waiting: String,
    /// Above the groups.
    #[prop(optional)]
    above: Option<AnyView>,
    /// Below the groups, in the sidebar only.
    #[prop(optional)]
    below: Option<AnyView>,
    /// At the end of the bar of a narrow page: opens a list of all places. Its id, and what it is
    /// called; for those with more than five places.
    #[prop(optional)]
    more: Option<(&'static str, String)>,
) -> impl IntoView {
    let all = more.map(|(id, name)| {
        let all = grouped(groups.clone(), path, &waiting);
        view! {
            <div class="places__more">
                <button type="button" class="place__link" popovertarget=id>
                    {icons::more()}<span class="place__name">{name}</span>
                </button>
                <div class="pop pop--places" id=id popover="auto">{all}</div>
            </div>
        }
    });
    let groups = grouped(groups, path, &waiting);
    view! {
        <nav class="places" aria-label=label>
            {above.map(|above| view! { <div class="places__above">{above}</div> })}
            {groups}
            {all}
            {below.map(|below| view! { <div class="places__below">{below}</div> })}
        </nav>
    }
    .into_any()
}

fn grouped(groups: Vec<Group>, path: Signal<String>, waiting: &str) -> AnyView {
    groups
        .into_iter()
        .map(|group| {
            let title = (!group.title.is_empty())
                .then(|| view! { <p class="places__title">{group.title}</p> });
            let places = group.places.into_iter();
            let places = places
                .map(|place| one(place, path, waiting.to_owned()))
                .collect_view();
            view! { <div class="places__group">{title}<ul class="places__list">{places}</ul></div> }
        })
        .collect_view()
        .into_any()
}

fn one(place: Place, path: Signal<String>, waiting: String) -> AnyView {
    let Place { href, key, .. } = place;
    let class = if place.on_bar {
        "place"
    } else {
        "place place--off-bar"
    };
    let count = (place.waiting > 0).then(|| {
        view! { <span class="place__count">{place.waiting}<span class="visually-hidden">" "{waiting}</span></span> }
    });
    // What is pressed is listed in the help sheet; spoken after each name it would be noise.
    let key = key.map(|key| {
        view! { <span class="place__key" aria-hidden="true">{format!("G {}", key.to_ascii_uppercase())}</span> }
    });
    view! {
        <li class=class>
            <a class="place__link" href=href aria-current=move || path.with(|path| current(href, path))>
                {(place.icon)()}<span class="place__name">{place.name}</span>{count}{key}
            </a>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_is() {
        let check = |href, path, expect| assert_eq!(current(href, path), expect, "{href} {path}");
        check("/instruments", "/instruments", Some("page"));
        check("/instruments", "/instruments/KO", Some("true"));
        check("/instruments", "/instrumentsx", None);
        check("/instruments", "/status", None);
        check("/", "/", Some("page"));
        check("/", "/status", None);
    }
}
