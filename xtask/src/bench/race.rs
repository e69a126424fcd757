//! Peer, FinX, peer, FinX …: what disturbs the machine disturbs both. Times are the processor's
//! where the system tells them, so that a busy machine changes little.

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    contestant::Contestant,
    rows::{OWN_CLARABEL, Row, Table},
};

/// How long everybody may take.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    rounds: usize,
    /// Of a peer and of FinX in one round.
    seconds: (f64, f64),
    /// No further round after this much of a peer's time.
    enough_seconds: f64,
    slow_rows: bool,
}

impl Pace {
    pub(super) const FULL: Self = Self {
        rounds: 5,
        seconds: (0.3, 0.15),
        enough_seconds: 6.0,
        slow_rows: true,
    };

    pub(super) const QUICK: Self = Self {
        rounds: 1,
        seconds: (0.2, 0.1),
        enough_seconds: 2.0,
        slow_rows: false,
    };
}

/// One row and one peer, or no peer.
pub(super) struct Meeting {
    pub(super) row: &'static Row,
    /// Place in [`Row::peers`].
    pub(super) place: usize,
    pub(super) finx_ms: f64,
    pub(super) peer: Option<Peer>,
}

pub(super) enum Peer {
    Measured {
        ms: f64,
        runs: usize,
        verdict: Value,
    },
    Failed(String),
}

/// All meetings of a table.
pub(super) struct Met {
    pub(super) table: &'static Table,
    pub(super) meetings: Vec<Meeting>,
}

pub(super) fn run(
    finx: &mut Contestant,
    mut peers: Option<&mut Contestant>,
    pace: Pace,
    tables: &'static [Table],
) -> Result<Vec<Met>> {
    let mut all = |table: &'static Table| {
        let mut meetings = Vec::new();
        for row in table.rows.iter().filter(|row| pace.slow_rows || !row.slow) {
            let count = if peers.is_some() { row.peers.len() } else { 1 };
            for place in 0..count {
                let met = meet(finx, peers.as_deref_mut(), pace, row, place)?;
                println!("{}", line(&met));
                meetings.push(met);
            }
        }
        Ok(Met { table, meetings })
    };
    tables.iter().map(&mut all).collect()
}

/// Progress on the terminal.
fn line(met: &Meeting) -> String {
    let Meeting { row, finx_ms, .. } = met;
    let (name, _) = row.peers[met.place];
    let peer = match &met.peer {
        Some(Peer::Measured { ms, .. }) => format!("{name} {ms:.3} ms, × {:.1}", ms / finx_ms),
        Some(Peer::Failed(why)) => format!("{name} failed: {why}"),
        None => String::new(),
    };
    format!("  {} {}: FinX {finx_ms:.4} ms  {peer}", row.title, row.data)
}

fn meet(
    finx: &mut Contestant,
    mut peers: Option<&mut Contestant>,
    pace: Pace,
    row: &'static Row,
    place: usize,
) -> Result<Meeting> {
    let (name, work) = row.peers[place];
    let own = if name == OWN_CLARABEL { "given" } else { work };
    let (peer_seconds, seconds) = pace.seconds;
    let question = json!({ "work": own, "data": row.data, "seconds": seconds });
    let mut asked =
        json!({ "work": work, "peer": name, "data": row.data, "seconds": peer_seconds });
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let (mut answer, mut answered) = (Value::Null, Value::Null);
    let mut spent = 0.0;
    for _ in 0..pace.rounds {
        if name == OWN_CLARABEL {
            asked["seconds"] = json!(seconds);
            answered = finx.ask(&asked)?;
        } else if let Some(peers) = &mut peers {
            answered = peers.ask(&asked)?;
        }
        spent += answered["seconds"].as_f64().unwrap_or(seconds);
        theirs.extend(millis(&answered));
        answer = finx.ask(&question)?;
        ours.extend(millis(&answer));
        if spent > pace.enough_seconds {
            break;
        }
    }
    let peer = match (answered["error"].as_str(), median(&mut theirs)) {
        (Some(error), _) => Some(Peer::Failed(error.to_owned())),
        (None, Some(ms)) => Some(Peer::Measured {
            ms,
            runs: theirs.len(),
            verdict: match &mut peers {
                Some(peers) => peers.ask(&json!({
                    "judge": judged(work),
                    "data": row.data,
                    "ours": answer["portfolios"],
                    "theirs": answered["portfolios"],
                }))?,
                None => Value::Null,
            },
        }),
        (None, None) => None,
    };
    Ok(Meeting {
        row,
        place,
        finx_ms: median(&mut ours).unwrap_or(f64::NAN),
        peer,
    })
}

/// By what a work is judged: conventions of the same work share a judge.
fn judged(work: &str) -> &str {
    work.split('_')
        .next()
        .filter(|word| *word == "given")
        .unwrap_or(work)
}

fn millis(answer: &Value) -> Vec<f64> {
    let runs = answer["ms"].as_array();
    runs.into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect()
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_what_was_measured() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut []), None);
    }

    #[test]
    fn works_of_one_kind_share_a_judge() {
        assert_eq!(judged("given_clarabel"), "given");
        assert_eq!(judged("min_cvar"), "min_cvar");
    }
}
