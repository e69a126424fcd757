//! Everything that changes on the bench, and who is asked.

use contract::{AppError, market::Universe, what_if::Answer};
use leptos::prelude::*;

use super::{Freshness, take};
use crate::what_if::{
    solver::{Answerer, Solver},
    state::{Reading, State},
};

/// What the parts of the bench share.
#[derive(Clone, Copy)]
pub struct Bench {
    pub universe: StoredValue<Universe>,
    pub state: RwSignal<State>,
    pub answer: RwSignal<Answer>,
    pub answerer: RwSignal<Answerer>,
    pub freshness: RwSignal<Freshness>,
    pub failure: RwSignal<Option<AppError>>,
    pub errors: RwSignal<Option<AppError>>,
    pub typed: StoredValue<Vec<(String, String)>>,
    /// Made in the browser only, as in `chart`.
    solver: StoredValue<Option<StoredValue<Solver, LocalStorage>>>,
    /// The solver belongs to the bench, not to whoever asks first.
    owner: StoredValue<Option<Owner>>,
}

impl Bench {
    pub fn new(universe: StoredValue<Universe>, reading: Reading, first: Answer) -> Self {
        let fields = reading.errors;
        Self {
            universe,
            state: RwSignal::new(reading.state),
            answer: RwSignal::new(first),
            answerer: RwSignal::new(Answerer::ServerFirst),
            freshness: RwSignal::new(Freshness::Fresh),
            failure: RwSignal::new(None),
            errors: RwSignal::new((!fields.is_empty()).then_some(AppError::Invalid { fields })),
            typed: StoredValue::new(reading.typed),
            solver: StoredValue::new(None),
            owner: StoredValue::new(Owner::current()),
        }
    }

    /// The question as the address carries it.
    pub fn query(self) -> String {
        let universe = self.universe;
        self.state
            .with_untracked(|state| universe.with_value(|universe| state.query(universe)))
    }

    /// Asks, unless it is the same question.
    pub fn ask(self, new: State) {
        if self.state.with_untracked(|old| *old != new) {
            self.errors.set(None);
            let selection = self.universe.with_value(|universe| new.selection(universe));
            let patch = new.patch();
            self.with_solver(&|solver| solver.ask(&selection, patch));
            self.state.set(new);
        }
    }

    /// Somebody is near: the first drag shall find a solver that is ready.
    pub fn warm_up(self) {
        let universe = self.universe;
        let selection = self
            .state
            .with_untracked(|state| universe.with_value(|universe| state.selection(universe)));
        self.with_solver(&|solver| solver.warm_up(&selection));
    }

    fn with_solver(self, act: &dyn Fn(&Solver)) {
        if self.solver.with_value(Option::is_none) {
            let local = || StoredValue::new_local(Solver::new(move |report| take(self, report)));
            let owner = self.owner.get_value();
            self.solver.set_value(owner.map(|owner| owner.with(local)));
        }
        if let Some(solver) = self.solver.get_value() {
            solver.with_value(act);
        }
    }
}
