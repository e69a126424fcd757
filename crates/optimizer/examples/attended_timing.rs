//! The longest time between two calls of a listener, in milliseconds:
//! `cargo run --release -p optimizer --example attended_timing -- 500 2000`.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

#[path = "../tests/support/long_work.rs"]
mod long_work;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use optimizer::attended;

/// Longer work is stopped, and its time marked.
const LONG_ENOUGH: Duration = Duration::from_secs(20);

/// The time this thread has had a processor, so that others on the machine do not count; the time
/// of day where the system does not tell.
fn time(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = |otherwise: usize| {
        let given = arguments.next().and_then(|text| text.parse().ok());
        given.unwrap_or(otherwise)
    };
    let (assets, days) = (number(500), number(2000));
    let only = arguments.next();
    println!("{assets} assets, {days} days");
    for (name, work) in long_work::all(days, assets) {
        if only.as_ref().is_some_and(|only| !name.contains(only)) {
            continue;
        }
        let start = Instant::now();
        let (mut last, mut longest, mut calls) = (time(start), Duration::ZERO, 0);
        let mut seen = start;
        let mut listen = |_| {
            calls += 1;
            // Asking the system takes longer than most pauses.
            if seen.elapsed() > longest {
                let now = time(start);
                longest = longest.max(now - last);
            }
            last = time(start);
            seen = Instant::now();
            if start.elapsed() < LONG_ENOUGH {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        let mark = match attended(&mut listen, work) {
            Ok(()) => ' ',
            Err(_) => '+',
        };
        longest = longest.max(time(start) - last);
        let total = start.elapsed().as_secs_f64() * 1e3;
        let longest = longest.as_secs_f64() * 1e3;
        println!(
            "{name:<30} longest pause {longest:>8.1}   all {total:>9.1}{mark}   {calls:>7} calls"
        );
    }
}
