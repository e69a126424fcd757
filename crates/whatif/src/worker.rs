//! The engine as JavaScript sees it. The only file that differs between targets: natively it is
//! empty.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::wasm_bindgen;

use crate::Host;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds, to about 0.1, monotonic.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn now_ms() -> f64;

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn log_error(text: &str);
}

/// Answers requests given as JSON text (`contract::what_if::Request`) with replies as JSON text
/// (`contract::what_if::Reply`). It does not throw; after a panic, which is written to the
/// console, it must not be used again.
#[wasm_bindgen]
#[derive(Default)]
pub struct Engine(Host);

#[wasm_bindgen]
impl Engine {
    /// With nothing prepared.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        std::panic::set_hook(Box::new(|panic| log_error(&panic.to_string())));
        Self::default()
    }

    /// `Prepare`, with the prices that travel beside it.
    pub fn prepare(&mut self, request_json: &str, prices: Vec<f64>) -> String {
        self.0.prepare(request_json, prices, &now_ms)
    }

    /// `Solve`.
    pub fn solve(&mut self, request_json: &str) -> String {
        self.0.solve(request_json, &now_ms)
    }
}
