//! Bands around the frontier.

use nalgebra::DVector;
use optimizer::{
    ConfidenceError, Constraints, Draw, Estimates, FrontierBands, FullSample, Objective, Problem,
    Resampling, Turnover, frontier_bands, resampled, solve,
};

use super::made;

const SETTINGS: Resampling = Resampling {
    draw: Draw::StationaryBlocks { block: Some(3.0) },
    resamples: 59,
    level: 0.9,
    seed: 6,
};

/// The middle of the band by solving for every resample and return by itself.
fn check(constraints: Constraints) -> FrontierBands {
    let returns = made::returns(90, 5, 12);
    let estimates = Estimates::default();
    let moments = estimates.estimate(&returns).expect("returns").moments;
    let problem = Problem::new(moments, Objective::MaxReturn, constraints).expect("well-formed");
    let bands = frontier_bands(&problem, &returns, &estimates, 7, &SETTINGS).expect("well-formed");
    assert_eq!(
        (bands.points.len(), bands.answered, bands.unanswered),
        (7, 59, 0)
    );

    let weights = DVector::from_element(5, 0.2);
    let full = FullSample {
        returns: &returns,
        moments: problem.moments(),
        weights: &weights,
    };
    let mut all: Vec<Vec<f64>> = vec![Vec::new(); 7];
    let looked = resampled(full, &SETTINGS, &mut |resample| {
        let moments = resample.moments()?;
        for (point, all) in bands.points.iter().zip(&mut all) {
            let constraints = Constraints {
                target_return: Some(point.target_return),
                ..problem.constraints().clone()
            };
            let asked = Problem::new(moments.clone(), Objective::MinVariance, constraints)?;
            all.push(match solve(&asked).solution() {
                Some(solution) => solution.volatility,
                None => f64::INFINITY,
            });
        }
        Ok::<_, ConfidenceError>(None)
    });
    looked.expect("well-formed");
    for (point, mut all) in bands.points.iter().zip(all) {
        all.sort_by(f64::total_cmp);
        let reached = all.iter().filter(|value| value.is_finite()).count();
        assert_eq!(point.reached, reached as f64 / 59.0);
        // Of 59 values an end at 5 % or a little further out lies between the second and the third.
        let end = |found: Option<f64>| found.unwrap_or(f64::INFINITY);
        let is_between =
            |found: f64, from: f64, to: f64| from - 1e-9 <= found && found <= to + 1e-9;
        assert!(is_between(end(point.low), all[1], all[2]), "{point:?}");
        assert!(is_between(end(point.high), all[56], all[57]), "{point:?}");
    }
    bands
}

#[test]
fn each_point_is_solved_by_itself() {
    let bands = check(Constraints::default());
    let share: Vec<f64> = bands.points.iter().map(|point| point.reached).collect();
    assert!(share.is_sorted_by(|one, next| one >= next), "{share:?}");
    // About half the drawings have no asset as good as the best one was.
    assert!(
        share[6] < 0.95 && bands.points[6].high.is_none(),
        "{share:?}"
    );
    assert!(
        bands
            .points
            .is_sorted_by(|one, next| one.volatility <= next.volatility)
    );
}

#[test]
fn limits_that_are_no_rows_are_kept() {
    let from = DVector::from_vec(vec![1.0, 0.0, 0.0, 0.0, 0.0]);
    check(Constraints {
        turnover: Some(Turnover { from, max: 0.4 }),
        ..Constraints::default()
    });
}

/// A limit that some drawings cannot keep: these have no frontier, and are counted.
#[test]
fn drawings_without_a_frontier_are_told() {
    let returns = made::returns(90, 5, 12);
    let estimates = Estimates::default();
    let moments = estimates.estimate(&returns).expect("returns").moments;
    let most = moments.mean().max();
    let problem = Problem::new(moments, Objective::MinVariance, Constraints::default());
    let problem = problem.expect("well-formed");
    let calmest = solve(&problem);
    let calm = calmest.solution().expect("feasible").volatility;
    for constraints in [
        Constraints {
            target_return: Some(0.98 * most),
            ..Constraints::default()
        },
        Constraints {
            max_risk: Some(calm * 1.02),
            ..Constraints::default()
        },
    ] {
        let problem = problem.with_constraints(constraints).expect("well-formed");
        let weights = DVector::from_element(5, 0.2);
        let full = FullSample {
            returns: &returns,
            moments: problem.moments(),
            weights: &weights,
        };
        let solved = resampled(full, &SETTINGS, &mut |resample| {
            let constraints = problem.constraints().clone();
            let drawn = Problem::new(resample.moments()?, Objective::MinVariance, constraints)?;
            let outcome = solve(&drawn);
            let weights = outcome.solution().map(|solution| solution.weights.clone());
            Ok::<_, ConfidenceError>(weights)
        });
        let solved = solved.expect("well-formed");
        let bands = frontier_bands(&problem, &returns, &estimates, 5, &SETTINGS);
        let bands = bands.expect("well-formed");
        assert!(solved.answered > 5 && solved.unanswered > 5);
        assert_eq!(
            (bands.answered, bands.unanswered),
            (solved.answered, solved.unanswered)
        );
        assert_eq!(bands.points.len(), 5);
    }
}

#[test]
fn no_frontier_no_bands() {
    let returns = made::returns(40, 3, 1);
    let estimates = Estimates::default();
    let moments = estimates.estimate(&returns).expect("returns").moments;
    let constraints = Constraints {
        budget: 4.0,
        ..Constraints::default()
    };
    let problem = Problem::new(moments, Objective::MinVariance, constraints).expect("well-formed");
    let bands = frontier_bands(&problem, &returns, &estimates, 5, &SETTINGS).expect("well-formed");
    assert_eq!(
        (bands.points.len(), bands.answered, bands.unanswered),
        (0, 0, 59)
    );
}
