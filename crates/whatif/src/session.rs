//! A choice of assets and days, and the answers to questions about it.

use contract::{
    AppError, Result,
    what_if::{
        Answer, Detail, Goal, Outcome, Patch, Picture, PriceHead, Receipt, RiskReturn, Selection,
        Solved,
    },
};
use nalgebra::DVector;
use optimizer::{ActiveSet, CovarianceEstimate, Moments, Problem};

use crate::{
    history::History,
    outcome, picture,
    walk_forward::{self, Folds, Schedule},
};

/// Most curves over the cap that are kept: one per goal, and a few parameters of the goals that
/// have one.
const KEPT_CURVES: usize = 8;

/// A choice of assets and days with everything that does not change while a person drags.
#[derive(Debug)]
pub struct Session {
    history: History,
    base: Problem,
    /// Where the last solution with each goal stood.
    active: Vec<(std::mem::Discriminant<Goal>, ActiveSet)>,
    assets: Vec<RiskReturn>,
    frontier: Option<(f64, Vec<RiskReturn>)>,
    free_frontier: Option<Vec<RiskReturn>>,
    /// The newest last.
    cap_curves: Vec<(Goal, Vec<(f64, f64)>)>,
    folds: Option<Folds>,
}

/// What was found, and who found it.
struct Found {
    outcome: Outcome,
    solver: &'static str,
    kkt_residual: f64,
    iterations: usize,
    solve_ms: f64,
}

impl Session {
    /// Estimates the moments of the selection. `prices` holds the columns of `head` one after
    /// another.
    ///
    /// # Errors
    /// `assets` when none is chosen, one twice, one without a price in the window, or too many;
    /// `from` or `to` when they are reversed or fewer than 30 returns lie between them.
    pub fn prepare(head: PriceHead, prices: Vec<f64>, selection: &Selection) -> Result<Self> {
        let history = History::new(&head, &prices, selection)?;
        let window = history.returns.rows_range(history.window()).into_owned();
        let moments = Moments::estimate(&window, CovarianceEstimate::Sample)
            .map_err(|_| internal("whatif: checked returns cannot be estimated from"))?;
        Ok(Self {
            assets: picture::assets(&moments),
            base: outcome::base(moments)?,
            history,
            active: Vec::new(),
            frontier: None,
            free_frontier: None,
            cap_curves: Vec::new(),
            folds: None,
        })
    }

    /// Answers; `now_ms` is any clock in milliseconds, for the receipt only.
    ///
    /// # Errors
    /// Fields of the patch out of their ranges.
    pub fn answer(
        &mut self,
        patch: &Patch,
        detail: Detail,
        now_ms: &dyn Fn() -> f64,
    ) -> Result<Answer> {
        patch.validate()?;
        let begin = now_ms();
        let found = self.solve(patch, now_ms)?;
        let picture = self.picture(patch)?;
        let walk_forward = match (detail, Schedule::of(&self.history)) {
            (Detail::Full, Some(schedule)) => {
                let folds = match self.folds.take() {
                    Some(folds) => folds,
                    None => Folds::new(&self.history, schedule)?,
                };
                let folds = self.folds.insert(folds);
                Some(walk_forward::run(&self.history, schedule, folds, patch)?)
            }
            _ => None,
        };
        let days = &self.history.window_days()[1..];
        Ok(Answer {
            patch: *patch,
            symbols: self.history.symbols.clone(),
            from: days[0],
            to: days[days.len() - 1],
            observations: days.len(),
            outcome: found.outcome,
            picture,
            walk_forward,
            receipt: Receipt {
                solver: found.solver.to_owned(),
                kkt_residual: found.kkt_residual,
                iterations: u32::try_from(found.iterations).unwrap_or(u32::MAX),
                inputs: self.history.inputs.name(patch),
                solve_ms: found.solve_ms,
                total_ms: now_ms() - begin,
            },
        })
    }

    fn solve(&mut self, patch: &Patch, now_ms: &dyn Fn() -> f64) -> Result<Found> {
        let moments = self.base.moments();
        let n = moments.assets();
        let equal_weights = DVector::from_element(n, 1.0 / n as f64);
        let equal = outcome::figures(moments, &equal_weights);
        let Some(problem) = outcome::problem(&self.base, patch)? else {
            return Ok(Found {
                outcome: Outcome::Solved(Solved {
                    exact: true,
                    weights: equal_weights.as_slice().to_vec(),
                    figures: equal,
                    equal,
                    limits: Vec::new(),
                }),
                solver: optimizer::Route::ClosedForm.name(),
                kkt_residual: 0.0,
                iterations: 0,
                solve_ms: 0.0,
            });
        };

        let goal = std::mem::discriminant(&patch.goal);
        let place = self.active.iter().position(|(known, _)| *known == goal);
        let begin = now_ms();
        let solved = match place {
            Some(place) => optimizer::solve_warm(&problem, &self.active[place].1),
            None => optimizer::solve(&problem),
        };
        let solve_ms = now_ms() - begin;

        let (solution, exact) = match &solved {
            optimizer::Outcome::Optimal(solution) => (solution, true),
            optimizer::Outcome::Inexact(solution) => (solution, false),
            optimizer::Outcome::Infeasible(conflict) => {
                return Ok(Found {
                    outcome: Outcome::Infeasible(outcome::conflict(
                        conflict,
                        &problem,
                        &self.history.symbols,
                    )),
                    solver: optimizer::Route::ActiveSet.name(),
                    kkt_residual: 0.0,
                    iterations: 0,
                    solve_ms,
                });
            }
            optimizer::Outcome::Unbounded(_) => {
                return Err(internal(
                    "whatif: unbounded, though every weight has two bounds",
                ));
            }
        };
        let prices = optimizer::explain(&problem, solution);
        let found = Found {
            outcome: Outcome::Solved(Solved {
                exact,
                weights: solution.weights.as_slice().to_vec(),
                figures: outcome::figures(moments, &solution.weights),
                equal,
                limits: outcome::limits(prices, &self.history.symbols),
            }),
            solver: solution.route.name(),
            kkt_residual: solution.kkt_residual,
            iterations: solution.iterations,
            solve_ms,
        };
        let active = solution.active.clone();
        match place {
            Some(place) => self.active[place].1 = active,
            None => self.active.push((goal, active)),
        }
        Ok(found)
    }

    fn picture(&mut self, patch: &Patch) -> Result<Picture> {
        let frontier = match self.frontier.take().filter(|(cap, _)| *cap == patch.cap) {
            Some((_, frontier)) => frontier,
            None => picture::frontier(&self.base, patch.cap, picture::FRONTIER_POINTS)?,
        };
        let free_frontier = match self.free_frontier.take() {
            Some(frontier) => frontier,
            None => picture::frontier(&self.base, 1.0, picture::FREE_POINTS)?,
        };
        self.frontier = Some((patch.cap, frontier.clone()));
        self.free_frontier = Some(free_frontier.clone());
        Ok(Picture {
            frontier,
            free_frontier,
            assets: self.assets.clone(),
            cap_curve: self.cap_curve(patch.goal)?,
        })
    }

    fn cap_curve(&mut self, goal: Goal) -> Result<Vec<(f64, f64)>> {
        if let Some((_, curve)) = self.cap_curves.iter().find(|(known, _)| *known == goal) {
            return Ok(curve.clone());
        }
        let curve = picture::cap_curve(&self.base, goal)?;
        if self.cap_curves.len() == KEPT_CURVES {
            self.cap_curves.remove(0);
        }
        self.cap_curves.push((goal, curve.clone()));
        Ok(curve)
    }
}

/// What must not happen; the reference says where it did.
pub(crate) fn internal(reference: &str) -> AppError {
    AppError::Internal {
        reference: reference.to_owned(),
    }
}
