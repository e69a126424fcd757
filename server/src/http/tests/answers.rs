use insta::assert_snapshot;

use super::*;

/// The headers that are the same for every request, without those that are not.
fn lasting(headers: &HeaderMap) -> String {
    let mut lines: Vec<String> = headers
        .iter()
        .filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().expect("text")))
        .collect();
    lines.sort();
    lines.join("\n")
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let reply = get("/healthz").await;
    assert_snapshot!(reply.status, @"200 OK");
    assert_snapshot!(reply.text(), @r#"{"status":"ok"}"#);
    assert_eq!(reply.header("x-request-id").len(), 32);
    assert_snapshot!(lasting(&reply.headers), @"
    cache-control: no-cache
    content-length: 15
    content-security-policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
    content-type: application/json
    cross-origin-opener-policy: same-origin
    cross-origin-resource-policy: same-origin
    permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()
    referrer-policy: same-origin
    x-content-type-options: nosniff
    ");
}

#[tokio::test]
async fn transport_security_is_only_promised_where_there_is_some() {
    assert_eq!(
        get("/healthz").await.header("strict-transport-security"),
        "(none)"
    );
    let reply = ask_at(http("https://finx.example"), "GET", "/healthz", &[]).await;
    assert_snapshot!(reply.header("strict-transport-security"), @"max-age=63072000");
}

#[tokio::test]
async fn the_nonce_of_a_page_is_that_of_its_policy() {
    let first = open("/instruments").await;
    let policy = first.header("content-security-policy").to_owned();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .expect("a nonce")
        .to_owned();
    assert!(nonce.len() >= 20, "{nonce}");
    assert_snapshot!(policy.replace(&nonce, "N"), @"default-src 'none'; script-src 'self' 'nonce-N' 'wasm-unsafe-eval'; style-src 'self' 'nonce-N'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    assert_snapshot!(first.header("content-type"), @"text/html; charset=utf-8");
    let html = first.text();
    assert!(html.contains(&format!("nonce=\"{nonce}\"")), "{html}");
    assert!(html.contains("/pkg/0a1b/app.js"), "{html}");
    for script in html.split("<script").skip(1) {
        let tag = script.split('>').next().expect("a tag");
        assert!(
            tag.contains(&format!("nonce=\"{nonce}\"")),
            "without a nonce: <script{tag}>"
        );
    }
    let second = open("/instruments").await;
    assert!(
        !second.header("content-security-policy").contains(&nonce),
        "a nonce came twice"
    );
}

#[tokio::test]
async fn files_of_the_package_are_kept_for_ever_in_the_smallest_encoding() {
    let reply = get("/pkg/0a1b/app.js").await;
    assert_snapshot!(reply.status, @"200 OK");
    assert_snapshot!(reply.text(), @"export default 1; // as it was written");
    assert_snapshot!(reply.header("cache-control"), @"public, max-age=31536000, immutable");
    assert_snapshot!(reply.header("content-type"), @"text/javascript; charset=utf-8");
    assert_snapshot!(reply.header("content-encoding"), @"(none)");
    assert_snapshot!(reply.header("vary"), @"accept-encoding");

    let reply = ask(
        "GET",
        "/pkg/0a1b/app.js",
        &[("accept-encoding", "gzip, br")],
    )
    .await;
    assert_snapshot!(reply.text(), @"brotli");
    assert_snapshot!(reply.header("content-encoding"), @"br");
    assert_snapshot!(reply.header("etag"), @r#"W/"0123456789abcdef-br""#);

    let reply = ask(
        "GET",
        "/pkg/0a1b/app.js",
        &[("accept-encoding", "gzip, br;q=0")],
    )
    .await;
    assert_snapshot!(reply.text(), @"gzip");
    assert_snapshot!(reply.header("content-encoding"), @"gzip");

    let reply = get("/pkg/0a1b/app_bg.wasm").await;
    assert_snapshot!(reply.header("content-type"), @"application/wasm");
}

#[tokio::test]
async fn a_worker_may_do_what_it_is_for() {
    let policy = get("/pkg/0a1b/app.js").await;
    assert_snapshot!(policy.header("content-security-policy"), @"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'");
}

#[tokio::test]
async fn other_files_are_asked_for_again() {
    let reply = get("/favicon.svg").await;
    assert_snapshot!(reply.header("content-type"), @"image/svg+xml");
    assert_snapshot!(reply.header("cache-control"), @"public, max-age=300, must-revalidate");
    let etag = reply.header("etag").to_owned();
    let again = ask("GET", "/favicon.svg", &[("if-none-match", &etag)]).await;
    assert_snapshot!(again.status, @"304 Not Modified");
    assert!(again.body.is_empty());
    let head = ask("HEAD", "/favicon.svg", &[]).await;
    assert_snapshot!(head.status, @"200 OK");
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_askers_language() {
    let page = open("/nowhere").await;
    assert_snapshot!(page.status, @"404 Not Found");
    assert!(page.text().contains("<html"), "{}", page.text());
    assert!(page.header("content-security-policy").contains("'nonce-"));

    let api = open("/api/v2/nothing").await;
    assert_snapshot!(api.status, @"404 Not Found");
    assert_snapshot!(api.text(), @r#"{"error":"not_found","what":"/api/v2/nothing"}"#);
    assert_snapshot!(api.header("cache-control"), @"no-store");

    let call = ask("POST", "/call/nothing", &[]).await;
    assert_snapshot!(call.status, @"404 Not Found");

    for path in [
        "/pkg/0a1b/missing.js",
        "/pkg/ffff/app.js",
        "/../Cargo.toml",
        "/site.json",
        "/x",
    ] {
        let reply = get(path).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(reply.header("content-type"), "application/json", "{path}");
    }
    let gallery = open("/gallery").await;
    assert_snapshot!(gallery.status, @"404 Not Found");
}

#[tokio::test]
async fn a_method_that_is_not_meant_is_refused() {
    for path in ["/healthz", "/api/v1/prices", "/favicon.svg", "/nowhere"] {
        let reply = ask("DELETE", path, &[]).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    let reply = ask("DELETE", "/healthz", &[]).await;
    assert_snapshot!(reply.text(), @r#"{"error":"not_found","what":"DELETE /healthz"}"#);
    assert_snapshot!(reply.header("allow"), @"GET,HEAD");

    // What Leptos routes speaks the same language.
    let reply = ask("GET", "/call/load_status", &[]).await;
    assert_snapshot!(reply.status, @"405 Method Not Allowed");
    assert_snapshot!(reply.text(), @r#"{"error":"not_found","what":"GET /call/load_status"}"#);
    let reply = ask("POST", "/instruments", &[("accept", "text/html")]).await;
    assert_snapshot!(reply.status, @"405 Method Not Allowed");
    assert!(
        reply.text().contains("<h1>Not meant for this</h1>"),
        "{}",
        reply.text()
    );
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let foreign = [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let reply = ask("POST", "/call/load_universe", &foreign).await;
    assert_snapshot!(reply.status, @"403 Forbidden");
    assert_snapshot!(reply.text(), @r#"{"error":"forbidden"}"#);
    let page = [foreign[0], ("accept", "text/html")];
    let reply = ask("POST", "/call/load_universe", &page).await;
    assert_snapshot!(reply.status, @"403 Forbidden");
    assert!(reply.text().contains("<h1>Not allowed</h1>"));

    let socket = [("origin", "https://evil.example"), ("upgrade", "websocket")];
    assert_eq!(
        ask("GET", "/healthz", &socket).await.status,
        StatusCode::FORBIDDEN
    );
    // Reading is no change.
    assert_eq!(
        ask("GET", "/healthz", &foreign).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_server_function_answers_with_the_status_of_its_error() {
    let own = [
        ("origin", "http://localhost:3000"),
        ("sec-fetch-site", "same-origin"),
    ];
    let json = [own[0], own[1], ("content-type", "application/json")];
    let reply = send(
        http("http://localhost:3000"),
        "POST",
        "/call/load_status",
        &json,
        "{}",
    )
    .await;
    assert_snapshot!(reply.status, @"500 Internal Server Error");
    assert_snapshot!(reply.text(), @r#"{"error":"internal","reference":"0191"}"#);
    // Nothing in the body: Leptos itself answers 500 to it.
    let reply = ask("POST", "/call/load_instrument", &json).await;
    assert_snapshot!(reply.status, @"422 Unprocessable Entity");
}

#[tokio::test]
async fn readiness_is_told_by_the_status() {
    let reply = get("/readyz").await;
    assert_snapshot!(reply.status, @"200 OK");
    assert_snapshot!(reply.text(), @r#"{"status":"ready"}"#);
    let http = Http {
        services: stand_in::not_ready(),
        ..http("http://localhost:3000")
    };
    let reply = ask_at(http, "GET", "/readyz", &[]).await;
    assert_snapshot!(reply.status, @"503 Service Unavailable");
    assert_snapshot!(reply.text(), @r#"{"status":"not ready","error":{"error":"busy","retry_after_s":5}}"#);
}

#[tokio::test]
async fn the_version_names_the_program() {
    let reply = get("/version").await;
    let version: serde_json::Value = serde_json::from_slice(&reply.body).expect("JSON");
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    assert!(
        version["target"]
            .as_str()
            .is_some_and(|target| target.contains('-'))
    );
}

const PRICES: &str = "/api/v1/prices?from=2020-01-01&to=2020-12-31&symbols=";

#[tokio::test]
async fn prices_come_as_numbers_that_a_browser_reads_in_place() {
    let reply = get(&format!("{PRICES}AAPL,KO")).await;
    assert_snapshot!(reply.status, @"200 OK");
    assert_snapshot!(reply.header("content-type"), @"application/octet-stream");
    assert_snapshot!(reply.header("cache-control"), @"no-cache");
    let (head, start) = contract::wire::decode_head(&reply.body).expect("a block");
    assert_eq!(head.symbols, ["AAPL", "KO"]);
    assert_eq!(reply.body.len() - start, 8 * 3 * 2);

    let etag = reply.header("etag").to_owned();
    let again = ask(
        "GET",
        &format!("{PRICES}AAPL,KO"),
        &[("if-none-match", &etag)],
    )
    .await;
    assert_snapshot!(again.status, @"304 Not Modified");
    assert!(again.body.is_empty());
    let other = get(&format!("{PRICES}KO")).await;
    assert_ne!(other.header("etag"), etag);
}

#[tokio::test]
async fn prices_are_compressed_on_the_way() {
    let path = format!("{PRICES}AAPL,KO");
    let reply = ask("GET", &path, &[("accept-encoding", "br, gzip")]).await;
    assert_snapshot!(reply.header("content-encoding"), @"br");
    assert_snapshot!(reply.header("vary"), @"accept-encoding");
}

#[tokio::test]
async fn every_wrong_parameter_is_named() {
    let check = async |query: &str| {
        let reply = get(&format!("/api/v1/prices{query}")).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        reply.text().to_owned()
    };
    assert_snapshot!(check("").await, @r#"{"error":"invalid","fields":[{"field":"from","message":"is missing: a day such as 2018-01-02"},{"field":"to","message":"is missing: a day such as 2018-01-02"},{"field":"symbols","message":"is missing: symbols such as AAPL,KO"}]}"#);
    assert_snapshot!(check("?symbols=KO&from=2020-13-01&to=yesterday").await, @r#"{"error":"invalid","fields":[{"field":"from","message":"must be a day such as 2018-01-02"},{"field":"to","message":"must be a day such as 2018-01-02"}]}"#);
    assert_snapshot!(check("?symbols=KO&from=2020-01-01&to=2020-02-01&to=2020-03-01&cap=1").await, @r#"{"error":"invalid","fields":[{"field":"to","message":"is given twice"},{"field":"cap","message":"is not a parameter: symbols, from and to are"}]}"#);
    assert_snapshot!(check("?symbols=,&from=2020-01-01&to=2020-02-01").await, @r#"{"error":"invalid","fields":[{"field":"assets","message":"choose at least one"}]}"#);
}

#[tokio::test]
async fn a_panic_and_a_defect_leave_as_a_reference() {
    let reply = get(&format!("{PRICES}PANIC")).await;
    assert_snapshot!(reply.status, @"500 Internal Server Error");
    let error: AppError = serde_json::from_slice(&reply.body).expect("an error");
    assert!(matches!(error, AppError::Internal { reference } if reference.len() == 32));
    assert_snapshot!(reply.header("x-content-type-options"), @"nosniff");

    let page = ask("GET", &format!("{PRICES}PANIC"), &[("accept", "text/html")]).await;
    assert!(
        page.text()
            .contains("Reference for whoever runs this instance")
    );

    let reply = get(&format!("{PRICES}BROKEN")).await;
    assert_snapshot!(reply.text(), @r#"{"error":"internal","reference":"0190"}"#);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let http = Http {
        time_limit: Duration::from_millis(50),
        ..http("http://localhost:3000")
    };
    let reply = ask_at(http, "GET", &format!("{PRICES}SLOW"), &[]).await;
    assert_snapshot!(reply.status, @"503 Service Unavailable");
    assert_snapshot!(reply.header("retry-after"), @"5");
}

#[tokio::test]
async fn a_body_has_a_largest_size() {
    let http = http("http://localhost:3000");
    let json = [("content-type", "application/json")];
    let large = " ".repeat(MAX_BODY_BYTES + 1);
    let length = large.len().to_string();
    let sized = [json[0], ("content-length", length.as_str())];
    let reply = send(
        http.clone(),
        "POST",
        "/call/load_universe",
        &sized,
        large.clone(),
    )
    .await;
    assert_snapshot!(reply.status, @"413 Payload Too Large");
    assert_snapshot!(reply.text(), @r#"{"error":"invalid","fields":[{"field":"request","message":"must not be larger than 64 KiB"}]}"#);
    assert_snapshot!(reply.header("content-type"), @"application/json");
    let page = [sized[0], sized[1], ("accept", "text/html")];
    let reply = send(
        http.clone(),
        "POST",
        "/call/load_universe",
        &page,
        large.clone(),
    )
    .await;
    assert_snapshot!(reply.status, @"413 Payload Too Large");
    assert!(reply.text().contains("<h1>Too large</h1>"));
    // A body that does not say how long it is: Leptos finds out while reading it.
    let chunks = large
        .into_bytes()
        .chunks(1000)
        .map(<[u8]>::to_vec)
        .map(Ok::<_, std::io::Error>)
        .collect::<Vec<_>>();
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let reply = send(http, "POST", "/call/load_universe", &json, body).await;
    assert_snapshot!(reply.status, @"422 Unprocessable Entity");
    assert!(
        reply
            .text()
            .starts_with(r#"{"error":"invalid","fields":[{"field":"request","#),
        "{}",
        reply.text()
    );
}

#[tokio::test]
async fn pages_at_a_number_go_on_at_the_public_host() {
    let page = [("accept", "text/html"), ("host", "127.0.0.1:3000")];
    let reply = ask("GET", "/?cap=10&from=a%20b", &page).await;
    assert_snapshot!(reply.status, @"308 Permanent Redirect");
    assert_snapshot!(reply.header("location"), @"http://localhost:3000/?cap=10&from=a%20b");
    assert_snapshot!(reply.header("cache-control"), @"no-store");
    let v6 = [("accept", "text/html"), ("host", "[::1]:3000")];
    assert_eq!(
        ask("GET", "/status", &v6).await.header("location"),
        "http://localhost:3000/status"
    );

    let stays = async |public: &str, method: &str, path: &str, host: &str, accept: &str| {
        let headers = [("accept", accept), ("host", host)];
        let reply = ask_at(http(public), method, path, &headers).await;
        assert_eq!(
            reply.header("location"),
            "(none)",
            "{public} {method} {path} {host}"
        );
    };
    let local = "http://localhost:3000";
    stays(local, "GET", "/instruments", "localhost:3000", "text/html").await;
    stays(local, "GET", "/instruments", "127.0.0.1:4000", "text/html").await;
    stays(
        local,
        "GET",
        "/instruments",
        "finx.example:3000",
        "text/html",
    )
    .await;
    stays(local, "GET", "/healthz", "127.0.0.1:3000", "text/html").await;
    stays(
        local,
        "GET",
        "/pkg/0a1b/app.js",
        "127.0.0.1:3000",
        "text/html",
    )
    .await;
    stays(
        local,
        "GET",
        "/api/v1/prices",
        "127.0.0.1:3000",
        "text/html",
    )
    .await;
    stays(local, "GET", "/instruments", "127.0.0.1:3000", "*/*").await;
    stays(local, "POST", "/instruments", "127.0.0.1:3000", "text/html").await;
    stays(
        "http://127.0.0.1:3000",
        "GET",
        "/instruments",
        "127.0.0.1:3000",
        "text/html",
    )
    .await;
    stays(
        "https://finx.example",
        "GET",
        "/instruments",
        "127.0.0.1:3000",
        "text/html",
    )
    .await;
}

#[tokio::test]
async fn a_binary_without_a_site_still_serves_pages() {
    let site = Site::embedded(&[]).expect("no site is fine");
    assert!(site.is_empty());
    let url = Url::parse("http://localhost:3000").expect("a URL");
    let http = Http::new(stand_in::services(), site, url, true);
    let reply = ask_at(http, "GET", "/instruments", &[("accept", "text/html")]).await;
    assert_snapshot!(reply.status, @"200 OK");
}

#[tokio::test]
async fn a_folder_overrides_what_is_embedded() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("created");
        std::fs::write(path, text).expect("written");
    };
    write("site.json", "{\"pkg\":\"pkg/9z\"}");
    write("pkg/9z/finx.css", "body{}");
    write("robots.txt", "User-agent: *");
    write(".secret", "x");
    let site = Site::folder(folder.path()).expect("a site");
    let url = Url::parse("http://localhost:3000").expect("a URL");
    let http = Http::new(stand_in::services(), site, url, false);

    let reply = ask_at(http.clone(), "GET", "/pkg/9z/finx.css", &[]).await;
    assert_snapshot!(reply.text(), @"body{}");
    assert_snapshot!(reply.header("content-type"), @"text/css; charset=utf-8");
    assert_snapshot!(reply.header("cache-control"), @"public, max-age=31536000, immutable");
    let robots = ask_at(http.clone(), "GET", "/robots.txt", &[]).await;
    assert_snapshot!(robots.header("cache-control"), @"public, max-age=300, must-revalidate");
    for path in ["/.secret", "/pkg", "/pkg/9z"] {
        let reply = ask_at(http.clone(), "GET", path, &[]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
}
