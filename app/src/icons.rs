//! Icons, 16 × 16, in the colour of the text around them. All are decoration: the words stand
//! beside them or in a label.

use leptos::prelude::*;

fn icon(path: &'static str) -> AnyView {
    view! {
        <svg class="icon" width="16" height="16" viewBox="0 0 16 16" fill="none"
            stroke="currentColor" stroke-width="1.5" stroke-linecap="round"
            stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d=path></path>
        </svg>
    }
    .into_any()
}

macro_rules! icons {
    ($($name:ident = $path:literal;)*) => {
        $(pub fn $name() -> AnyView { icon($path) })*
    };
}

icons! {
    moon = "M13.5 9.7A5.8 5.8 0 0 1 6.3 2.5a5.8 5.8 0 1 0 7.2 7.2Z";
    undo = "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7M3 6.5 6 3.5M3 6.5l3 3";
    link = "M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.4 8.9a2.6 2.6 0 0 0 3.7 3.7l.8-.8";
    download = "M8 2.5v7.5M5 7.2 8 10l3-2.8M3 13.5h10";
    minus = "M4 8h8";
    plus = "M4 8h8M8 4v8";
    check = "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM5.5 8.2l1.8 1.8 3.3-3.6";
    warning = "M8 2.5 14.5 13.5h-13ZM8 6.5v3M8 11.4v.1";
    info = "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM8 7.5v3.2M8 5.2v.1";
    lock = "M4 7.5h8v6H4ZM5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2";
    server = "M3 3.5h10v3.6H3ZM3 9h10v3.6H3ZM5.2 5.3h.1M5.2 10.8h.1";
    arrow_left = "M12.5 8h-9M7 4.5 3.5 8 7 11.5";
}

/// The mark of FinX: a frontier with a point on it.
pub fn mark() -> AnyView {
    view! {
        <svg class="mark" width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true"
            focusable="false">
            <path d="M3 17V4" class="mark__axis" stroke-width="2"></path>
            <path d="M5.5 14.5C6 8 10 5 16.5 4.5" class="mark__curve" stroke-width="2"
                stroke-linecap="round"></path>
            <circle cx="9" cy="8" r="2.4" class="mark__point"></circle>
            <path d="M3 17h14" class="mark__foot" stroke-width="2"></path>
        </svg>
    }
    .into_any()
}

/// An arrow up or down for a change; nothing for none.
pub fn turn(change: f64) -> Option<&'static str> {
    if change > 0.0 {
        Some("▲")
    } else if change < 0.0 {
        Some("▼")
    } else {
        None
    }
}
