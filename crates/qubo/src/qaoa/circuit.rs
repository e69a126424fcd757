//! A register, its energies and its layers: `Π exp(i βₗ M) exp(−i γₗ C) |start⟩`.

use super::{exchange::Exchange, phase::Phases, product::Product, state::State};

/// What is applied after each phase.
#[derive(Debug, Clone)]
pub(super) enum Layer {
    Product(Product),
    Exchange(Exchange),
}

/// One circuit, without its angles.
#[derive(Debug, Clone)]
pub(super) struct Circuit {
    /// The strings of the register; the first variable counts one.
    pub(super) strings: Vec<u32>,
    /// The energy of every string.
    pub(super) energies: Vec<f64>,
    mixer: Layer,
    phases: Phases,
}

/// The angles of the layers, γ in one over the unit of the energy, β in radians.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Angles {
    pub(super) gammas: Vec<f64>,
    pub(super) betas: Vec<f64>,
}

impl Circuit {
    /// `energies` are multiples of `step`.
    pub(super) fn new(strings: Vec<u32>, energies: Vec<f64>, step: f64, mixer: Layer) -> Circuit {
        Circuit {
            phases: Phases::new(&energies, step),
            strings,
            energies,
            mixer,
        }
    }

    pub(super) fn begin(&self) -> State {
        match &self.mixer {
            Layer::Product(product) => product.begin(),
            Layer::Exchange(exchange) => exchange.begin(),
        }
    }

    pub(super) fn layer(&self, gamma: f64, beta: f64, state: &mut State) {
        self.phases.apply(gamma, [state]);
        match &self.mixer {
            Layer::Product(product) => product.apply(beta, state),
            Layer::Exchange(exchange) => exchange.apply(beta, state),
        }
    }

    pub(super) fn run(&self, angles: &Angles) -> State {
        let mut state = self.begin();
        for (&gamma, &beta) in angles.gammas.iter().zip(&angles.betas) {
            self.layer(gamma, beta, &mut state);
        }
        state
    }

    /// The derivatives of `⟨ψ| diag(observable) |ψ⟩` by all angles, for the state that these angles
    /// lead to: one way back through the layers instead of two runs for each angle (adjoint
    /// differentiation; Jones and Gacon 2020).
    pub(super) fn gradient(&self, angles: &Angles, mut psi: State, observable: &[f64]) -> Angles {
        let mut phi = psi.times(observable);
        let mut gradient = angles.clone();
        for layer in (0..angles.gammas.len()).rev() {
            let (gamma, beta) = (angles.gammas[layer], angles.betas[layer]);
            let mixed = match &self.mixer {
                Layer::Product(product) => product.take_off(beta, &mut psi, &mut phi),
                Layer::Exchange(exchange) => exchange.take_off(beta, &mut psi, &mut phi),
            };
            gradient.betas[layer] = -2.0 * mixed;
            gradient.gammas[layer] = 2.0 * phi.imaginary_overlap(&self.energies, &psi);
            self.phases.apply(-gamma, [&mut psi, &mut phi]);
        }
        gradient
    }
}
