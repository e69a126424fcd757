use super::*;

const FREE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

fn simplex(cost: &[f64], bounds: &[(f64, f64)]) -> Simplex {
    let (lower, upper) = bounds.iter().copied().unzip();
    Simplex::new(cost.to_vec(), lower, upper)
}

#[test]
fn a_vertex_moves_when_rows_are_added() {
    let mut simplex = simplex(&[-3.0, -5.0], &[(0.0, 4.0), (0.0, f64::INFINITY)]);
    simplex.add_row(&[0.0, 2.0], f64::NEG_INFINITY, 12.0);
    simplex.add_row(&[3.0, 2.0], f64::NEG_INFINITY, 18.0);
    assert_eq!(simplex.solve(), Ended::Optimal);
    assert!((simplex.objective() + 36.0).abs() < 1e-12);
    assert!((simplex.safe_bound() + 36.0).abs() < 1e-12);
    simplex.add_row(&[1.0, 1.0], f64::NEG_INFINITY, 7.0);
    assert_eq!(simplex.solve(), Ended::Optimal);
    assert_eq!(simplex.vertex(), [1.0, 6.0]);
    simplex.set_row_limits(2, 6.5, 6.5);
    assert_eq!(simplex.solve(), Ended::Optimal);
    assert_eq!(simplex.vertex(), [0.5, 6.0]);
    assert!(simplex.refresh());
    assert_eq!(simplex.vertex(), [0.5, 6.0]);
    assert!(!simplex.leans_on_the_wide_box());
}

#[test]
fn contradictions_and_open_ends_are_seen() {
    let mut narrow = simplex(&[1.0, 1.0], &[(0.0, 1.0), (0.0, 1.0)]);
    narrow.add_row(&[1.0, 1.0], 3.0, f64::INFINITY);
    assert_eq!(narrow.solve(), Ended::Infeasible);
    let mut open = simplex(&[1.0, 0.0], &[FREE, (0.0, 1.0)]);
    open.add_row(&[1.0, 1.0], f64::NEG_INFINITY, 3.0);
    assert_eq!(open.solve(), Ended::Optimal);
    assert!(open.leans_on_the_wide_box());
}

#[test]
fn rows_that_do_not_matter_can_be_dropped() {
    let mut simplex = simplex(&[1.0, 2.0, 3.0], &[FREE, (0.0, 5.0), (0.0, 5.0)]);
    simplex.add_row(&[0.0, 1.0, 1.0], 4.0, 4.0);
    for step in 0..20 {
        let slope = f64::from(step) / 10.0;
        simplex.add_row(&[1.0, slope, -slope], f64::from(step) - 12.0, f64::INFINITY);
    }
    assert_eq!(simplex.solve(), Ended::Optimal);
    let (rows, objective) = (simplex.rows(), simplex.objective());
    simplex.drop_rows(1, 1e-9);
    assert!(simplex.rows() < rows);
    assert_eq!(simplex.solve(), Ended::Optimal);
    assert!(simplex.refresh());
    assert!((simplex.objective() - objective).abs() < 1e-12);
}
