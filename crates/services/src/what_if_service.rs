//! The what-if on the server: checked, answered once, remembered.

use std::{collections::HashSet, sync::Arc, time::Instant};

use async_trait::async_trait;
use contract::{
    AppError, FieldError, Result,
    what_if::{Answer, Detail, MAX_ASSETS, PriceBlock, Question, Selection, WhatIfService},
};
use domain::InstrumentKind;
use moka::future::Cache;
use tokio::sync::Semaphore;
use whatif::Session;

use crate::{
    errors::internal,
    library::{Catalogue, Library},
    panel::Panel,
};

/// Most memory that remembered answers take. A full answer about 33 years holds about 8,000 days of
/// three wealth curves, 300 KB; so this is a few hundred of them at least.
const REMEMBERED_BYTES: u64 = 64 << 20;
/// Questions that may wait for each one that is being answered; a further one is told to come back.
const WAITING_PER_CORE: usize = 16;

pub(crate) struct WhatIf {
    library: Arc<Library>,
    answers: Cache<String, Arc<Answer>>,
    /// One for each answer that is being computed.
    computing: Arc<Semaphore>,
    /// One for each question that is computed or waits for it.
    admitted: Arc<Semaphore>,
}

impl WhatIf {
    pub(crate) fn new(library: Arc<Library>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::with_limits(library, cores, cores * WAITING_PER_CORE)
    }

    /// At most `computing` answers at once, and `waiting` questions that wait for it.
    pub(crate) fn with_limits(library: Arc<Library>, computing: usize, waiting: usize) -> Self {
        let weigh = |question: &String, answer: &Arc<Answer>| {
            u32::try_from(question.len() + weight(answer)).unwrap_or(u32::MAX)
        };
        Self {
            library,
            answers: Cache::builder()
                .weigher(weigh)
                .max_capacity(REMEMBERED_BYTES)
                .build(),
            computing: Arc::new(Semaphore::new(computing)),
            admitted: Arc::new(Semaphore::new(computing + waiting)),
        }
    }

    async fn compute(&self, question: Question, panel: Arc<Panel>) -> Result<Arc<Answer>> {
        let busy = || AppError::Busy { retry_after_s: 1 };
        let _admitted = self.admitted.try_acquire().map_err(|_| busy())?;
        let computing = self
            .computing
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| busy())?;
        let task = tokio::task::spawn_blocking(move || {
            // Freed when the work is done, even if nobody waits for it any more.
            let _computing = computing;
            let start = Instant::now();
            let now_ms = || start.elapsed().as_secs_f64() * 1e3;
            let block = panel.block(&question.selection);
            let mut session = Session::prepare(block.head, block.prices, &question.selection)?;
            session.answer(&question.patch, Detail::Full, &now_ms)
        });
        task.await.map_err(internal)?.map(Arc::new)
    }
}

#[async_trait]
impl WhatIfService for WhatIf {
    async fn public_answer(&self, question: Question) -> Result<Answer> {
        let catalogue = self.library.catalogue().await?;
        let panel = catalogue.panel().await?;
        let mut fields = match question.patch.validate() {
            Ok(()) => Vec::new(),
            Err(AppError::Invalid { fields }) => fields,
            Err(other) => return Err(other),
        };
        check(&question.selection, &catalogue, &panel, &mut fields);
        if !fields.is_empty() {
            return Err(AppError::Invalid { fields });
        }
        let key = serde_json::to_string(&question).map_err(internal)?;
        let key = format!("{}\n{key}", catalogue.version);
        // Several who ask the same at once wait for one answer.
        let answer = self
            .answers
            .try_get_with(key, self.compute(question, panel))
            .await;
        answer
            .map(Arc::unwrap_or_clone)
            .map_err(Arc::unwrap_or_clone)
    }

    async fn public_prices(&self, selection: Selection) -> Result<PriceBlock> {
        let catalogue = self.library.catalogue().await?;
        let panel = catalogue.panel().await?;
        let mut fields = Vec::new();
        check(&selection, &catalogue, &panel, &mut fields);
        if fields.is_empty() {
            Ok(panel.block(&selection))
        } else {
            Err(AppError::Invalid { fields })
        }
    }
}

/// Every field of a selection that is wrong.
fn check(
    selection: &Selection,
    catalogue: &Catalogue,
    panel: &Panel,
    fields: &mut Vec<FieldError>,
) {
    let wrong = match selection.symbols.len() {
        0 => Some("choose at least one".to_owned()),
        1..=MAX_ASSETS => {
            let mut seen = HashSet::new();
            let symbols = &selection.symbols;
            symbols.iter().find_map(|symbol| {
                check_asset(symbol, catalogue)
                    .or_else(|| (!seen.insert(symbol)).then(|| format!("{symbol} comes twice")))
            })
        }
        more => Some(format!("at most {MAX_ASSETS} at once, not {more}")),
    };
    fields.extend(wrong.map(|message| FieldError::new("assets", message)));
    panel.check_days(selection, fields);
}

fn check_asset(symbol: &str, catalogue: &Catalogue) -> Option<String> {
    let Some(entry) = catalogue.entry(symbol) else {
        // What was asked is repeated in the answer, but not a book of it.
        let symbol: String = symbol.chars().take(40).collect();
        return Some(format!("{symbol:?} is not a known symbol"));
    };
    match entry.instrument.kind {
        _ if entry.is_offered() => None,
        InstrumentKind::Index => Some(format!("{symbol} is an index and cannot be held")),
        InstrumentKind::Equity | InstrumentKind::Fund => Some(format!(
            "{symbol} has no prices on the days of the others, and is not offered here"
        )),
    }
}

/// About how many bytes an answer takes.
fn weight(answer: &Answer) -> usize {
    let picture = &answer.picture;
    let points = picture.frontier.len() + picture.free_frontier.len() + picture.cap_curve.len();
    let days = answer
        .walk_forward
        .as_ref()
        .map_or(0, |walk| walk.days.len());
    1024 + 64 * answer.symbols.len() + 16 * points + 32 * days
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    #[test]
    fn a_longer_answer_weighs_more() {
        let short = answer(0);
        assert!(weight(&answer(1000)) >= weight(&short) + 8_000);
    }

    fn answer(days: usize) -> Answer {
        use contract::what_if::{
            Conflict, Goal, Outcome, Patch, Picture, Receipt, Track, WalkForward,
        };
        use domain::Day;
        let track = Track {
            wealth: vec![1.0; days],
            annual_return: 0.0,
            volatility: 0.0,
            max_drawdown: 0.0,
        };
        Answer {
            patch: Patch {
                goal: Goal::MinRisk,
                cap: 1.0,
            },
            symbols: vec!["KO".into()],
            from: Day::constant(2020, 1, 2),
            to: Day::constant(2020, 1, 3),
            observations: 1,
            outcome: Outcome::Infeasible(Conflict {
                constraints: vec![],
                relaxation: vec![],
                alternatives: vec![],
            }),
            picture: Picture::default(),
            walk_forward: Some(WalkForward {
                train: 252,
                test: 21,
                fits: 0,
                failed: 0,
                days: vec![Day::constant(2020, 1, 2); days],
                portfolio: track.clone(),
                equal: track,
                index: None,
            }),
            receipt: Receipt {
                solver: "closed_form".into(),
                kkt_residual: 0.0,
                iterations: 0,
                inputs: String::new(),
                solve_ms: 0.0,
                total_ms: 0.0,
            },
        }
    }
}
