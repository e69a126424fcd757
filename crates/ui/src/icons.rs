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
    tick = "M3.5 8.5l3 3 6-7";
    cross = "M4 4l8 8M12 4l-8 8";
    check = "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM5.5 8.2l1.8 1.8 3.3-3.6";
    warning = "M8 2.5 14.5 13.5h-13ZM8 6.5v3M8 11.4v.1";
    info = "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM8 7.5v3.2M8 5.2v.1";
    lock = "M4 7.5h8v6H4ZM5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2";
    server = "M3 3.5h10v3.6H3ZM3 9h10v3.6H3ZM5.2 5.3h.1M5.2 10.8h.1";
    bell = "M4 11V7a4 4 0 0 1 8 0v4l1 1.5H3ZM6.8 14.2a1.6 1.6 0 0 0 2.4 0";
    branches = "M3.5 2.5v11M3.5 10.5C7 10.5 7.5 4.5 12.5 4.5M10 2.2l2.5 2.3L10 6.8M6 8.6C8 9.6 9.5 11 12.5 11";
    candles = "M4.5 2v2M4.5 10v3M3 4h3v6H3ZM11.5 3v3M11.5 12v2M10 6h3v6h-3Z";
    fold = "M2.5 3h11v10h-11ZM6 3v10M11 6.3 9.3 8 11 9.7";
    gauge = "M2.5 12a5.8 5.8 0 1 1 11 0ZM8 10.5 10.8 7";
    gear = "M6.8 1.8h2.4l.4 1.9 1.3.7 1.8-.7 1.2 2.1-1.4 1.3v1.8l1.4 1.3-1.2 2.1-1.8-.7-1.3.7-.4 1.9H6.8l-.4-1.9-1.3-.7-1.8.7-1.2-2.1 1.4-1.3V7.1L2.1 5.8l1.2-2.1 1.8.7 1.3-.7ZM8 10.1a2.1 2.1 0 1 0 0-4.2 2.1 2.1 0 0 0 0 4.2Z";
    grid = "M2.5 2.5h4.3v4.3H2.5ZM9.2 2.5h4.3v4.3H9.2ZM2.5 9.2h4.3v4.3H2.5ZM9.2 9.2h4.3v4.3H9.2Z";
    history = "M2.5 8A5.5 5.5 0 1 0 4.6 3.7M2.5 2.5v3h3M8 5v3.2l2 1.3";
    keyboard = "M1.5 4h13v8.5h-13ZM4 6.7h.1M6.7 6.7h.1M9.3 6.7h.1M12 6.7h.1M4.5 10h7";
    list = "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1";
    more = "M3.5 8h.1M8 8h.1M12.5 8h.1";
    pause = "M5.5 3.5v9M10.5 3.5v9";
    play = "M5 3.5v9l7-4.5Z";
    printer = "M4.5 6V2.5h7V6M4.5 12h-2V6h11v6h-2M4.5 9.5h7v4h-7Z";
    pulse = "M1.5 8.5h3l2-5 3 9 2-4h3";
    robot = "M3 6h10v7H3ZM8 6V3M8 2.5h.1M6 9h.1M10 9h.1M1.5 9v2M14.5 9v2";
    rules = "M2.5 4.5 3.6 5.6 5.6 3.4M2.5 11 3.6 12.1 5.6 9.9M8 4.5h5.5M8 11h5.5";
    shield = "M8 1.8 13 3.5V8c0 3-2 5-5 6.2C5 13 3 11 3 8V3.5Z";
    sliders = "M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6M10.2 6.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM5.8 13.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4Z";
    down = "M4.5 6.5 8 10l3.5-3.5";
    left = "M9.5 4.5 6 8l3.5 3.5";
    right = "M6.5 4.5 10 8l-3.5 3.5";
    columns = "M3 3.5h10v9H3ZM6.4 3.5v9M9.7 3.5v9";
    alert = "M5.5 2.5h5l3 3v5l-3 3h-5l-3-3v-5ZM8 5.2v3.3M8 10.8v.1";
    search = "M10.3 10.3 13.5 13.5M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Z";
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
