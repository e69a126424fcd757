//! The page's side of the worker: loads it when first needed, gives it prices, asks it, and takes
//! the server instead where the browser cannot run it.

use std::{cell::RefCell, rc::Rc};

use contract::{
    AppError,
    what_if::{Answer, Detail, Patch, Question, Reply, Request, Selection},
    wire,
};
use domain::iso;
use js_sys::{Float64Array, Object, Reflect};
use leptos::{prelude::set_timeout_with_handle, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use crate::{api, browser};

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answerer {
    /// The server, while it rendered the page.
    ServerFirst,
    /// The worker in this browser.
    Browser,
    /// The server, because the browser cannot.
    ServerInstead,
}

/// What the solver tells the page.
pub struct Report {
    pub by: Answerer,
    /// Whether the walk-forward was asked for, too.
    pub detail: Detail,
    pub answer: Result<Answer, AppError>,
}

/// A question's place in the order of asking; the newest wins.
type Sequence = u32;

/// After so long without another change the full answer is asked for.
const REST_MS: u64 = 160;

/// A full answer that takes longer than this is not waited for when somebody asks anew: its worker
/// ends, and another starts.
const PATIENCE_MS: f64 = 600.0;

struct Inner {
    tell: Rc<dyn Fn(Report)>,
    worker: Option<web_sys::Worker>,
    // They must live as long as the worker may call them.
    listeners: Vec<Closure<dyn FnMut(JsValue)>>,
    /// The worker cannot be had: ask the server from now on.
    broken: bool,
    handle: u32,
    /// What the worker holds (or is being given) under `handle`.
    prepared: Option<Selection>,
    /// Asked while the prices were still on their way.
    waiting: Option<(Patch, Detail)>,
    loading: bool,
    sequence: Sequence,
    answered: Sequence,
    /// The last question that was asked in full.
    in_full: Sequence,
    /// When that was.
    in_full_since: f64,
    rest: Option<leptos::prelude::TimeoutHandle>,
}

impl Inner {
    /// Ends the worker with whatever it computes; the next question starts another.
    fn cancel(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.terminate();
        }
        self.prepared = None;
        self.in_full = 0;
        self.loading = false;
        // Prices that are on their way are nobody's any more.
        self.handle += 1;
    }
}

/// Asks for answers. Cheap to clone; lives on the page's thread.
#[derive(Clone)]
pub struct Solver(Rc<RefCell<Inner>>);

impl Solver {
    pub fn new(tell: impl Fn(Report) + 'static) -> Self {
        Self(Rc::new(RefCell::new(Inner {
            tell: Rc::new(tell),
            worker: None,
            listeners: Vec::new(),
            broken: false,
            handle: 0,
            prepared: None,
            waiting: None,
            loading: false,
            sequence: 0,
            answered: 0,
            in_full: 0,
            in_full_since: 0.0,
            rest: None,
        })))
    }

    /// Starts the worker and gives it prices, so that the first drag finds it ready.
    pub fn warm_up(&self, selection: &Selection) {
        if self.start() {
            self.prepare(selection);
        }
    }

    /// Asks: at once for what changes under the pointer, and for all of it after a rest.
    pub fn ask(&self, selection: &Selection, patch: Patch) {
        let this = self.clone();
        let later = selection.clone();
        {
            let mut inner = self.0.borrow_mut();
            if let Some(rest) = inner.rest.take() {
                rest.clear();
            }
            // Anything on its way answers an older question.
            inner.sequence += 1;
            if inner.in_full > inner.answered
                && js_sys::Date::now() - inner.in_full_since > PATIENCE_MS
            {
                inner.cancel();
            }
        }
        if self.start() {
            self.prepare(selection);
            self.post_or_wait(patch, Detail::Quick);
        }
        let rest = set_timeout_with_handle(
            move || this.ask_in_full(later, patch),
            std::time::Duration::from_millis(REST_MS),
        );
        self.0.borrow_mut().rest = rest.ok();
    }

    fn ask_in_full(&self, selection: Selection, patch: Patch) {
        if self.start() {
            self.prepare(&selection);
            self.post_or_wait(patch, Detail::Full);
        } else {
            self.ask_server(selection, patch);
        }
    }

    fn ask_server(&self, selection: Selection, patch: Patch) {
        let this = self.clone();
        let asked = self.0.borrow().sequence;
        spawn_local(async move {
            let answer = api::answer_what_if(Question { selection, patch }).await;
            if this.0.borrow().sequence == asked {
                this.report(Report {
                    by: Answerer::ServerInstead,
                    detail: Detail::Full,
                    answer: answer.map_err(|failure| failure.0),
                });
            }
        });
    }

    fn report(&self, report: Report) {
        // The page may ask again from within: nothing may be borrowed meanwhile.
        let tell = Rc::clone(&self.0.borrow().tell);
        tell(report);
    }

    fn report_failure(&self, error: AppError) {
        self.report(Report {
            by: Answerer::Browser,
            detail: Detail::Full,
            answer: Err(error),
        });
    }

    /// Whether there is a worker.
    fn start(&self) -> bool {
        {
            let inner = self.0.borrow();
            if inner.broken || inner.worker.is_some() {
                return !inner.broken;
            }
        }
        if !browser::can_solve() {
            self.give_up();
            return false;
        }
        let options = web_sys::WorkerOptions::new();
        options.set_type(web_sys::WorkerType::Module);
        let url = format!("{}/whatif-worker.js", browser::asset_base());
        let Ok(worker) = web_sys::Worker::new_with_options(&url, &options) else {
            self.give_up();
            return false;
        };
        let this = self.clone();
        let on_message = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let data = event
                .dyn_into::<web_sys::MessageEvent>()
                .ok()
                .and_then(|event| event.data().as_string());
            if let Some(reply) = data.and_then(|text| serde_json::from_str(&text).ok()) {
                this.hear(reply);
            }
        });
        let this = self.clone();
        let on_error = Closure::<dyn FnMut(JsValue)>::new(move |_event: JsValue| this.fall_back());
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let mut inner = self.0.borrow_mut();
        inner.worker = Some(worker);
        inner.listeners = vec![on_message, on_error];
        true
    }

    /// The worker is gone for good.
    fn give_up(&self) {
        let mut inner = self.0.borrow_mut();
        inner.broken = true;
        inner.cancel();
    }

    /// The worker broke on a question: the server answers it and all others.
    fn fall_back(&self) {
        let open = {
            let inner = self.0.borrow();
            inner.waiting.zip(inner.prepared.clone())
        };
        self.give_up();
        if let Some(((patch, _), selection)) = open {
            self.ask_server(selection, patch);
        }
    }

    fn prepare(&self, selection: &Selection) {
        {
            let mut inner = self.0.borrow_mut();
            if inner.prepared.as_ref() == Some(selection) {
                return;
            }
            inner.prepared = Some(selection.clone());
            inner.handle += 1;
            inner.loading = true;
        }
        let this = self.clone();
        let selection = selection.clone();
        let handle = self.0.borrow().handle;
        spawn_local(async move {
            let prices = fetch_prices(&selection).await;
            if this.0.borrow().handle != handle {
                return;
            }
            match prices {
                Ok((head, numbers)) => {
                    this.post(
                        &Request::Prepare {
                            handle,
                            head,
                            selection,
                        },
                        Some(&numbers),
                    );
                    let waiting = {
                        let mut inner = this.0.borrow_mut();
                        inner.loading = false;
                        inner.waiting
                    };
                    if let Some((patch, detail)) = waiting {
                        this.post_or_wait(patch, detail);
                    }
                }
                Err(error) => {
                    {
                        let mut inner = this.0.borrow_mut();
                        inner.prepared = None;
                        inner.loading = false;
                    }
                    this.report_failure(error);
                }
            }
        });
    }

    fn post_or_wait(&self, patch: Patch, detail: Detail) {
        let request = {
            let mut inner = self.0.borrow_mut();
            inner.waiting = Some((patch, detail));
            if inner.loading {
                return;
            }
            inner.sequence += 1;
            if detail == Detail::Full {
                inner.in_full = inner.sequence;
                inner.in_full_since = js_sys::Date::now();
            }
            Request::Solve {
                handle: inner.handle,
                sequence: inner.sequence,
                patch,
                detail,
            }
        };
        self.post(&request, None);
    }

    fn post(&self, request: &Request, prices: Option<&Float64Array>) {
        let message = Object::new();
        let text = serde_json::to_string(request).expect("a request is plain data");
        let transfer = js_sys::Array::new();
        let mut filled = Reflect::set(&message, &"request".into(), &text.into()).is_ok();
        if let Some(prices) = prices {
            filled &= Reflect::set(&message, &"prices".into(), prices).is_ok();
            transfer.push(&prices.buffer());
        }
        let sent = filled
            && self.0.borrow().worker.as_ref().is_some_and(|worker| {
                worker
                    .post_message_with_transfer(&message, &transfer)
                    .is_ok()
            });
        if !sent {
            self.fall_back();
        }
    }

    fn hear(&self, reply: Reply) {
        match reply {
            Reply::Prepared { .. } => {}
            Reply::Solved {
                handle,
                sequence,
                answer,
            } => {
                if self.is_newest(handle, sequence) {
                    let is_full = self.0.borrow().in_full == sequence;
                    self.report(Report {
                        by: Answerer::Browser,
                        detail: if is_full { Detail::Full } else { Detail::Quick },
                        answer: Ok(*answer),
                    });
                }
            }
            Reply::Failed {
                error: AppError::Transport { .. },
                ..
            } => self.fall_back(),
            Reply::Failed {
                handle,
                sequence,
                error,
            } => {
                if handle == self.0.borrow().handle
                    && sequence.is_none_or(|sequence| self.is_newest(handle, sequence))
                {
                    self.report_failure(error);
                }
            }
        }
    }

    /// Whether this answer is not older than one that the page has.
    fn is_newest(&self, handle: u32, sequence: Sequence) -> bool {
        let mut inner = self.0.borrow_mut();
        let is_newest = handle == inner.handle && sequence >= inner.answered;
        if is_newest {
            inner.answered = sequence;
        }
        is_newest
    }
}

/// The prices that a worker needs, in a buffer that can be handed over.
async fn fetch_prices(
    selection: &Selection,
) -> Result<(contract::what_if::PriceHead, Float64Array), AppError> {
    let url = format!(
        "/api/v1/prices?symbols={}&from={}&to={}",
        selection.symbols.join(",").replace('^', "%5E"),
        iso::write(selection.from),
        iso::write(selection.to)
    );
    let offline = |error: gloo_net::Error| AppError::Transport {
        message: error.to_string(),
    };
    let response = gloo_net::http::Request::get(&url)
        .send()
        .await
        .map_err(offline)?;
    let bytes = response.binary().await.map_err(offline)?;
    if !response.ok() {
        let error = str::from_utf8(&bytes)
            .ok()
            .and_then(|text| serde_json::from_str(text).ok());
        return Err(error.unwrap_or_else(|| AppError::Transport {
            message: format!("status {}", response.status()),
        }));
    }
    let (head, start) = wire::decode_head(&bytes)?;
    // `bytes` lies in the module's memory; one copy brings the numbers into a buffer of their own.
    let copy = js_sys::Uint8Array::from(&bytes[start..]);
    Ok((head, Float64Array::new(&copy.buffer())))
}
