//! The studio as JavaScript sees it. The only file that differs between targets: natively it is
//! empty.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds, to about 0.1 in a browser, monotonic.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn now_ms() -> f64;

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn log_error(text: &str);
}

/// [`crate::Studio`]. It does not throw; after a panic, which is written to the console, it must
/// not be used again.
#[wasm_bindgen]
#[derive(Default)]
pub struct Studio(crate::Studio);

#[wasm_bindgen]
impl Studio {
    /// With nothing prepared.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        std::panic::set_hook(Box::new(|panic| log_error(&panic.to_string())));
        Self::default()
    }

    /// The text of a file that documents may name.
    pub fn file(&mut self, name: String, text: String) {
        self.0.file(name, text);
    }

    /// Reads a document: `null`, or what is wrong with it.
    pub fn prepare(&mut self, document_json: &str) -> String {
        self.0.prepare(document_json)
    }

    /// Answers what is prepared.
    pub fn answer(&self) -> String {
        self.0.answer(&now_ms)
    }

    /// Answers a risk document, or says what is wrong with it.
    pub fn risk(&self, document_json: &str) -> String {
        self.0.risk(document_json, &now_ms)
    }
}
