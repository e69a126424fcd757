//! Which messages are shown, which wait, and for how long.

use std::collections::VecDeque;

/// More at once would hide the page.
pub const MOST: usize = 3;

/// A message with the time that it still has.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting<T> {
    pub id: u64,
    pub what: T,
    /// Milliseconds; `None` stays until it is closed.
    left: Option<u32>,
}

/// Messages in the order in which they came. The oldest are shown, later ones wait their turn: none
/// is lost, and the time of each begins when it is seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Queue<T> {
    shown: Vec<Waiting<T>>,
    waiting: VecDeque<Waiting<T>>,
    next: u64,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self {
            shown: Vec::new(),
            waiting: VecDeque::new(),
            next: 0,
        }
    }
}

impl<T> Queue<T> {
    /// Adds a message that is to be seen for so many milliseconds; its number.
    pub fn push(&mut self, what: T, time: Option<u32>) -> u64 {
        let id = self.next;
        self.next += 1;
        self.waiting.push_back(Waiting {
            id,
            what,
            left: time,
        });
        self.fill();
        id
    }

    /// Takes a message away.
    pub fn close(&mut self, id: u64) {
        self.shown.retain(|message| message.id != id);
        self.waiting.retain(|message| message.id != id);
        self.fill();
    }

    /// So many milliseconds have gone by.
    pub fn pass(&mut self, time: u32) {
        self.shown.retain_mut(|message| match &mut message.left {
            Some(left) => {
                *left = left.saturating_sub(time);
                *left > 0
            }
            None => true,
        });
        self.fill();
    }

    pub fn shown(&self) -> &[Waiting<T>] {
        &self.shown
    }

    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    fn fill(&mut self) {
        while self.shown.len() < MOST
            && let Some(message) = self.waiting.pop_front()
        {
            self.shown.push(message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(queue: &Queue<&'static str>) -> Vec<&'static str> {
        queue.shown().iter().map(|message| message.what).collect()
    }

    #[test]
    fn those_beyond_the_third_wait_with_all_their_time() {
        let mut queue = Queue::default();
        for text in ["a", "b", "c", "d"] {
            queue.push(text, Some(1000));
        }
        assert_eq!(texts(&queue), ["a", "b", "c"]);
        queue.pass(999);
        assert_eq!(texts(&queue), ["a", "b", "c"]);
        queue.pass(1);
        assert_eq!(texts(&queue), ["d"]);
        queue.pass(999);
        assert_eq!(texts(&queue), ["d"]);
        queue.pass(500);
        assert!(queue.is_empty());
    }

    #[test]
    fn what_is_closed_makes_room() {
        let mut queue = Queue::default();
        let first = queue.push("a", None);
        for text in ["b", "c", "d"] {
            queue.push(text, Some(1000));
        }
        queue.close(first);
        assert_eq!(texts(&queue), ["b", "c", "d"]);
    }

    #[test]
    fn without_a_time_it_stays() {
        let mut queue = Queue::default();
        queue.push("a", None);
        queue.pass(u32::MAX);
        assert_eq!(texts(&queue), ["a"]);
    }
}
