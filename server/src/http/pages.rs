//! The pages of `app`, rendered here.

use app::{App, shell};
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use contract::AssetBase;
use leptos::{
    config::LeptosOptions,
    nonce::use_nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::{
    LeptosRoutes, ResponseOptions, generate_route_list_with_exclusions_and_ssg_and_context,
    render_app_to_stream_with_context,
};

use super::{Http, headers};

/// Adds a route for every page, and for every server function.
pub(super) fn add(routes: Router, http: &Http) -> Router<Http> {
    let options = options(http);
    let context = context(http);
    let excluded = (!http.gallery).then(|| vec!["/gallery".to_owned()]);
    let (pages, _) =
        generate_route_list_with_exclusions_and_ssg_and_context(App, excluded, context.clone());
    let pages = Router::new().leptos_routes_with_context(&options, pages, context, shell);
    routes.merge(pages.with_state(options)).with_state(())
}

/// The page that `app` shows where it has none, with the status that says so.
pub(super) async fn not_found(http: &Http, request: Request) -> Response {
    let render = render_app_to_stream_with_context(context(http), shell);
    let mut response = render(request).await;
    if response.status().is_success() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// Leptos' own configuration: the names of the files that start the page in the browser.
fn options(http: &Http) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("app")
        .site_pkg_dir(http.site.package())
        .build()
}

/// What every page and server function finds in its context.
fn context(http: &Http) -> impl Fn() + Clone + Send + Sync + 'static {
    let services = http.services.clone();
    let base = AssetBase(format!("/{}", http.site.package()));
    move || {
        provide_context(services.clone());
        provide_context(base.clone());
        // The nonce is Leptos': made for this response, and put on each of its inline scripts.
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
            && let Ok(policy) = HeaderValue::try_from(headers::page_policy(&nonce))
        {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
}
