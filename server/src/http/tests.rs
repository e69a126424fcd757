//! The real router, over services that need no database.

mod answers;
mod stand_in;

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use tower::ServiceExt;

use super::*;
use crate::embedded::File;

const SITE: &[File] = &[
    file(
        "favicon.svg",
        "f1",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ),
    file(
        "pkg/0a1b/app.js",
        "a1",
        b"export default 1; // as it was written",
    ),
    file("pkg/0a1b/app.js.br", "a1", b"brotli"),
    file("pkg/0a1b/app.js.gz", "a1", b"gzip"),
    file("pkg/0a1b/app_bg.wasm", "b1", b"\0asm"),
    file(
        "site.json",
        "c1",
        b"{\"pkg\":\"pkg/0a1b\",\"mode\":\"release\"}",
    ),
];

const fn file(path: &'static str, _: &str, bytes: &'static [u8]) -> File {
    File {
        path,
        sha256: "0123456789abcdef0123456789abcdef",
        bytes,
    }
}

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("(none)", |value| value.to_str().expect("text"))
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }
}

fn http(public_url: &str) -> Http {
    let site = Site::embedded(SITE).expect("a site");
    let url = Url::parse(public_url).expect("a URL");
    Http::new(stand_in::services(), site, url, false)
}

async fn ask_at(http: Http, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
    send(http, method, path, headers, Body::empty()).await
}

async fn send(
    http: Http,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).expect("a request");
    let response = router(http).oneshot(request).await.expect("it never fails");
    let (head, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body").to_vec();
    Reply {
        status: head.status,
        headers: head.headers,
        body,
    }
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
    ask_at(http("http://localhost:3000"), method, path, headers).await
}

async fn get(path: &str) -> Reply {
    ask("GET", path, &[]).await
}

/// As a browser does when a person opens an address.
async fn open(path: &str) -> Reply {
    ask(
        "GET",
        path,
        &[
            ("accept", "text/html,*/*;q=0.8"),
            ("host", "localhost:3000"),
        ],
    )
    .await
}
