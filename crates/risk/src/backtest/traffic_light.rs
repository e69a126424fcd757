use super::kupiec::check;
use crate::RiskError;

/// What a regulator makes of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// No reason to doubt it.
    Green,
    /// Exceptions as many as a right model has in less than one of twenty years.
    Yellow,
    /// Exceptions that a right model practically never has.
    Red,
}

/// The zone, and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrafficLight {
    /// The zone.
    pub zone: Zone,
    /// How probable as many exceptions or fewer are when the model is right.
    pub cumulative: f64,
    /// What is added to the multiplier 3 of the capital charge. It is defined for 250 days at 99 %
    /// only: Basel's increments stand for the capital that would lift just that coverage back to
    /// 99 %, so for anything else there is none.
    pub plus_factor: Option<f64>,
}

/// The days that the regulator looks at.
const DAYS: usize = 250;

/// The traffic light of the Basel Committee.
///
/// Yellow begins where the binomial probability of as many exceptions or fewer reaches 95 %, red
/// where it reaches 99.99 %. For 250 days at 99 % that is the published table: green to 4, yellow
/// to 9, red from 10, with plus factors 0.40, 0.50, 0.65, 0.75, 0.85 and 1.00. Other numbers of days
/// and other confidences have the zone of their own binomial distribution, and no plus factor.
///
/// Basel Committee on Banking Supervision, *Supervisory framework for the use of "backtesting" in
/// conjunction with the internal models approach to market risk capital requirements*, January 1996, table 2.
/// Assumes independent exceptions; a zone says nothing about models that are too careful. With so
/// few days or so low a confidence that even nothing but exceptions stays below 95 %, all is green. O(exceptions).
///
/// # Errors
/// As [`kupiec`](super::kupiec).
pub fn traffic_light(
    tested: usize,
    exceptions: usize,
    confidence: f64,
) -> Result<TrafficLight, RiskError> {
    check(tested, exceptions, confidence)?;
    let cumulative = binomial(tested, exceptions, 1.0 - confidence);
    let zone = if exceptions == 0 || cumulative < 0.95 {
        Zone::Green
    } else if cumulative < 0.9999 {
        Zone::Yellow
    } else {
        Zone::Red
    };
    let published = tested == DAYS && (confidence - 0.99).abs() < 1e-12;
    Ok(TrafficLight {
        zone,
        cumulative,
        plus_factor: published.then(|| plus_factor(exceptions)),
    })
}

fn plus_factor(exceptions: usize) -> f64 {
    match exceptions {
        0..=4 => 0.0,
        5 => 0.40,
        6 => 0.50,
        7 => 0.65,
        8 => 0.75,
        9 => 0.85,
        _ => 1.0,
    }
}

/// `P(X ≤ most)` of `n` trials with probability `p`. Terms are summed relative to the last one,
/// downwards, in logarithms of the binomial coefficient that is built on the way: nothing overflows.
fn binomial(n: usize, most: usize, p: f64) -> f64 {
    if most >= n {
        return 1.0;
    }
    let (mut log_term, mut sum) = (n as f64 * libm::log1p(-p), 0.0);
    let odds = libm::log(p) - libm::log1p(-p);
    for k in 0..=most {
        sum += libm::exp(log_term);
        log_term += libm::log((n - k) as f64 / (k + 1) as f64) + odds;
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table 2 of the Basel document, whole: zone, exceptions, increase of the multiplier,
    /// cumulative probability in percent.
    #[test]
    fn the_published_table() {
        for (exceptions, zone, plus, percent) in [
            (0, Zone::Green, 0.0, 8.11),
            (1, Zone::Green, 0.0, 28.58),
            (2, Zone::Green, 0.0, 54.32),
            (3, Zone::Green, 0.0, 75.81),
            (4, Zone::Green, 0.0, 89.22),
            (5, Zone::Yellow, 0.40, 95.88),
            (6, Zone::Yellow, 0.50, 98.63),
            (7, Zone::Yellow, 0.65, 99.60),
            (8, Zone::Yellow, 0.75, 99.89),
            (9, Zone::Yellow, 0.85, 99.97),
            (10, Zone::Red, 1.0, 99.99),
        ] {
            let found = traffic_light(250, exceptions, 0.99).expect("sound");
            assert_eq!(
                (found.zone, found.plus_factor),
                (zone, Some(plus)),
                "{exceptions}"
            );
            let rounded = (found.cumulative * 1e4).round() / 100.0;
            assert_eq!(rounded, percent, "{exceptions}");
        }
        assert_eq!(
            traffic_light(250, 250, 0.99).expect("sound").plus_factor,
            Some(1.0)
        );
    }

    /// Whole probabilities: ½ⁿ times a sum of binomial coefficients.
    #[test]
    fn cumulative_probabilities_of_a_coin() {
        for (n, most, sum) in [(10, 3, 176.0), (10, 0, 1.0), (4, 4, 16.0), (5, 2, 16.0)] {
            let expect = sum / 2.0_f64.powi(n);
            let found = binomial(n as usize, most, 0.5);
            assert!((found - expect).abs() < 1e-14, "{n} {most}");
        }
        // Far beyond what (1 − p)ⁿ can hold.
        assert!((binomial(1_000_000, 500_000, 0.5) - 0.5).abs() < 1e-3);
    }

    #[test]
    fn other_days_have_a_zone_and_no_plus_factor() {
        let found = |tested, exceptions, confidence| {
            let light = traffic_light(tested, exceptions, confidence).expect("sound");
            assert_eq!(light.plus_factor, None);
            light.zone
        };
        assert_eq!(found(500, 7, 0.99), Zone::Green);
        assert_eq!(found(500, 9, 0.99), Zone::Yellow);
        assert_eq!(found(250, 13, 0.95), Zone::Green);
        assert_eq!(found(250, 40, 0.95), Zone::Red);
        assert_eq!(found(1, 0, 0.99), Zone::Green);
        assert!(traffic_light(0, 0, 0.99).is_err());
        assert!(traffic_light(3, 4, 0.99).is_err());
        assert!(traffic_light(3, 2, 1.0).is_err());
    }
}
