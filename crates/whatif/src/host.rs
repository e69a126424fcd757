//! The protocol of the worker: requests as JSON in, replies as JSON out.

use contract::{
    AppError, Result,
    what_if::{Reply, Request},
};

use crate::Session;

/// Keeps the session that was prepared last, and answers questions about it.
#[derive(Debug, Default)]
pub struct Host {
    prepared: Option<(u32, Session)>,
}

impl Host {
    /// A [`Request::Prepare`] with the prices that travel beside it. What was prepared before is
    /// gone, even when this fails: its handle has been replaced.
    pub fn prepare(&mut self, request: &str, prices: Vec<f64>, now_ms: &dyn Fn() -> f64) -> String {
        let begin = now_ms();
        self.prepared = None;
        write(&match read(request) {
            Ok(Request::Prepare {
                handle,
                head,
                selection,
            }) => match Session::prepare(head, prices, &selection) {
                Ok(session) => {
                    self.prepared = Some((handle, session));
                    Reply::Prepared {
                        handle,
                        prepare_ms: now_ms() - begin,
                    }
                }
                Err(error) => Reply::Failed {
                    handle,
                    sequence: None,
                    error,
                },
            },
            Ok(Request::Solve {
                handle, sequence, ..
            }) => Reply::Failed {
                handle,
                sequence: Some(sequence),
                error: unreadable("prices came with a question"),
            },
            Err(error) => Reply::Failed {
                handle: 0,
                sequence: None,
                error,
            },
        })
    }

    /// A [`Request::Solve`].
    pub fn solve(&mut self, request: &str, now_ms: &dyn Fn() -> f64) -> String {
        write(&match read(request) {
            Ok(Request::Solve {
                handle,
                sequence,
                patch,
                detail,
            }) => {
                let answer = match &mut self.prepared {
                    Some((known, session)) if *known == handle => {
                        session.answer(&patch, detail, now_ms)
                    }
                    _ => Err(AppError::not_found(format!("prepared prices {handle}"))),
                };
                match answer {
                    Ok(answer) => Reply::Solved {
                        handle,
                        sequence,
                        answer: Box::new(answer),
                    },
                    Err(error) => Reply::Failed {
                        handle,
                        sequence: Some(sequence),
                        error,
                    },
                }
            }
            Ok(Request::Prepare { handle, .. }) => Reply::Failed {
                handle,
                sequence: None,
                error: unreadable("the prices are missing"),
            },
            Err(error) => Reply::Failed {
                handle: 0,
                sequence: None,
                error,
            },
        })
    }
}

fn read(request: &str) -> Result<Request> {
    serde_json::from_str(request).map_err(|error| unreadable(&error.to_string()))
}

fn unreadable(why: &str) -> AppError {
    AppError::Transport {
        message: format!("the request is not readable: {why}"),
    }
}

fn write(reply: &Reply) -> String {
    serde_json::to_string(reply).expect("a reply is plain data")
}
