//! Moves what would collide.

/// Moves intervals, given by centre and length, so that none overlap, none leaves the ends if
/// there is room, and each stays as near to its wish as the others let it.
pub(super) fn apart(wanted: &[(f64, f64)], from: f64, to: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].0.total_cmp(&wanted[b].0));
    // Clusters that touch move as one, to the mean of their members' wishes.
    struct Cluster {
        first: f64,
        length: f64,
        wishes: f64,
        members: Vec<usize>,
    }
    let settle = |c: &mut Cluster| {
        c.first = (c.wishes / c.members.len() as f64)
            .min(to - c.length)
            .max(from);
    };
    let mut clusters: Vec<Cluster> = Vec::new();
    for i in order {
        let (centre, length) = wanted[i];
        let mut new = Cluster {
            first: 0.0,
            length,
            wishes: centre - length / 2.0,
            members: vec![i],
        };
        settle(&mut new);
        while let Some(last) = clusters.pop_if(|last| last.first + last.length > new.first) {
            // The wish of each member is where the cluster would start for its sake.
            new.wishes = last.wishes + new.wishes - last.length * new.members.len() as f64;
            new.length += last.length;
            new.members.splice(0..0, last.members);
            settle(&mut new);
        }
        clusters.push(new);
    }
    let mut places = vec![0.0; wanted.len()];
    for cluster in clusters {
        let mut at = cluster.first;
        for i in cluster.members {
            places[i] = at + wanted[i].1 / 2.0;
            at += wanted[i].1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::tenth;

    fn check(wanted: &[(f64, f64)], from: f64, to: f64, expect: &[f64]) {
        let places: Vec<f64> = apart(wanted, from, to).iter().map(|p| tenth(*p)).collect();
        assert_eq!(places, expect);
    }

    #[test]
    fn what_does_not_collide_stays() {
        check(&[(10.0, 4.0), (30.0, 4.0)], 0.0, 100.0, &[10.0, 30.0]);
        check(&[], 0.0, 100.0, &[]);
    }

    #[test]
    fn what_collides_is_pushed_apart_evenly() {
        check(&[(50.0, 10.0), (50.0, 10.0)], 0.0, 100.0, &[45.0, 55.0]);
        check(
            &[(52.0, 10.0), (50.0, 10.0), (51.0, 10.0)],
            0.0,
            100.0,
            &[61.0, 41.0, 51.0],
        );
        // The third joins only because the first two had to move.
        check(
            &[(50.0, 10.0), (52.0, 10.0), (60.0, 10.0)],
            0.0,
            100.0,
            &[44.0, 54.0, 64.0],
        );
    }

    #[test]
    fn ends_hold() {
        check(&[(1.0, 10.0), (2.0, 10.0)], 0.0, 100.0, &[5.0, 15.0]);
        check(&[(99.0, 10.0), (98.0, 10.0)], 0.0, 100.0, &[95.0, 85.0]);
        // More than there is room for: from the start, in order, none on another.
        check(
            &[(5.0, 10.0), (5.0, 10.0), (5.0, 10.0)],
            0.0,
            20.0,
            &[5.0, 15.0, 25.0],
        );
    }
}
