//! Where a popover goes: below what it belongs to, above it where there is no room, and always on
//! the screen.

/// A rectangle on the screen, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Box {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Box {
    pub fn new(left: f64, top: f64, width: f64, height: f64) -> Self {
        Self {
            left,
            top,
            width,
            height,
        }
    }
}

/// Between the two, and at the edge of the screen.
const GAP: f64 = 4.0;

/// Left and top of a popover of this size beside `anchor`, on a screen of that size.
pub fn place(anchor: Box, (width, height): (f64, f64), screen: (f64, f64)) -> (f64, f64) {
    let below = anchor.top + anchor.height + GAP;
    let above = anchor.top - GAP - height;
    let y = if below + height + GAP <= screen.1 || above < GAP {
        below
    } else {
        above
    };
    // With its left edge at the anchor's, or with its right edge where that would leave the screen.
    let x = if anchor.left + width + GAP <= screen.0 {
        anchor.left
    } else {
        anchor.left + anchor.width - width
    };
    (x.max(GAP), y)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: (f64, f64) = (390.0, 800.0);

    fn check(anchor: (f64, f64), size: (f64, f64), expect: (f64, f64)) {
        let anchor = Box::new(anchor.0, anchor.1, 100.0, 32.0);
        assert_eq!(place(anchor, size, SCREEN), expect, "{anchor:?}");
    }

    #[test]
    fn below_and_at_the_left_edge_where_there_is_room() {
        check((16.0, 100.0), (200.0, 300.0), (16.0, 136.0));
    }

    #[test]
    fn above_where_there_is_none_below() {
        check((16.0, 700.0), (200.0, 300.0), (16.0, 396.0));
        // Below all the same where there is none above either.
        check((16.0, 100.0), (200.0, 790.0), (16.0, 136.0));
    }

    #[test]
    fn never_off_the_side() {
        check((274.0, 100.0), (200.0, 50.0), (174.0, 136.0));
        check((274.0, 100.0), (386.0, 50.0), (4.0, 136.0));
    }
}
