//! What all operations share: how they are listed, how they answer, which errors they can end with.
//!
//! An operation's path and method stand in its `utoipa::path` attribute and nowhere else. On the host the list yields
//! the OpenAPI document as well; in the wasm it is only the router, so no description is shipped.

use axum::Router;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use steward_kernel::error::Error;

pub use crate::edge::bridge::Failure;

/// The operations that were listed so far.
#[cfg(target_arch = "wasm32")]
pub type Routes = Router;
/// The operations that were listed so far, with their descriptions.
#[cfg(not(target_arch = "wasm32"))]
pub type Routes = utoipa_axum::router::OpenApiRouter;

/// Lists an operation: `operation!(routes, handler)`.
#[cfg(target_arch = "wasm32")]
#[macro_export]
macro_rules! operation {
    ($routes:expr, $handler:ident) => {
        paste::paste! {{
            let path = <[<__path_ $handler>] as utoipa::Path>::path();
            let methods = <[<__path_ $handler>] as utoipa::Path>::methods();
            $routes.route(&path, axum::routing::on($crate::api::filter(&methods), $handler))
        }}
    };
}

/// Lists an operation: `operation!(routes, handler)`.
#[cfg(not(target_arch = "wasm32"))]
#[macro_export]
macro_rules! operation {
    ($routes:expr, $handler:ident) => {
        $routes.routes(utoipa_axum::routes!($handler))
    };
}

/// The router's word for a method.
#[cfg(target_arch = "wasm32")]
#[must_use]
pub fn filter(methods: &[utoipa::openapi::HttpMethod]) -> axum::routing::MethodFilter {
    use axum::routing::MethodFilter;
    use utoipa::openapi::HttpMethod;
    match methods.first() {
        Some(HttpMethod::Post) => MethodFilter::POST,
        Some(HttpMethod::Put) => MethodFilter::PUT,
        Some(HttpMethod::Patch) => MethodFilter::PATCH,
        Some(HttpMethod::Delete) => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    }
}

/// The router, built once in each isolate: its making costs as much as many requests.
pub fn router(features: fn(Routes) -> Routes) -> Router {
    thread_local! {
        static ROUTER: std::cell::OnceCell<Router> = const { std::cell::OnceCell::new() };
    }
    ROUTER.with(|router| router.get_or_init(|| build(features)).clone())
}

fn build(features: fn(Routes) -> Routes) -> Router {
    let routes = features(Routes::new());
    #[cfg(not(target_arch = "wasm32"))]
    let (routes, _) = routes.split_for_parts();
    routes
        .fallback(async || Failure(Error::NotFound))
        .method_not_allowed_fallback(async || Failure(Error::MethodNotAllowed))
}

/// The API's description.
#[cfg(not(target_arch = "wasm32"))]
pub fn description(features: fn(Routes) -> Routes) -> utoipa::openapi::OpenApi {
    use utoipa::openapi::{InfoBuilder, OpenApiBuilder};
    let info = InfoBuilder::new()
        .title("Steward")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("The operating platform of an organization."));
    let mut empty = OpenApiBuilder::new().info(info).build();
    empty.extensions = Some(utoipa::openapi::extensions::Extensions::from_iter([("x-permissions", permissions())]));
    features(Routes::with_openapi(empty)).into_openapi()
}

/// The table of permissions for programs: each permission's name, its roles, and whether an API key can have it.
#[cfg(not(target_arch = "wasm32"))]
fn permissions() -> serde_json::Value {
    use steward_kernel::permission::{KeyAccess, Permission};
    let rows = Permission::ALL.iter().map(|permission| {
        let row =
            serde_json::json!({ "roles": permission.roles(), "byKey": permission.key_access() == KeyAccess::Allowed });
        (permission.name().to_owned(), row)
    });
    serde_json::Value::Object(rows.collect())
}

/// A body in JSON, or an error.
pub type Reply<T> = Result<JsonReply<T>, Failure>;

/// A body in JSON and its status.
#[derive(Debug)]
pub struct JsonReply<T> {
    status: StatusCode,
    body: T,
}

impl<T> JsonReply<T> {
    /// A body with any status.
    pub const fn new(status: StatusCode, body: T) -> Self {
        Self { status, body }
    }
}

/// 200 with a body.
///
/// # Errors
/// None; it is the happy end of a [`Reply`].
pub const fn ok<T>(body: T) -> Reply<T> {
    Ok(JsonReply { status: StatusCode::OK, body })
}

/// 201 with what was made.
///
/// # Errors
/// None; it is the happy end of a [`Reply`].
pub const fn created<T>(body: T) -> Reply<T> {
    Ok(JsonReply { status: StatusCode::CREATED, body })
}

/// 202 with how things stand.
///
/// # Errors
/// None; it is the happy end of a [`Reply`].
pub const fn accepted<T>(body: T) -> Reply<T> {
    Ok(JsonReply { status: StatusCode::ACCEPTED, body })
}

impl<T: Serialize> IntoResponse for JsonReply<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.body) {
            Ok(bytes) => {
                let mut response = Response::new(bytes.into());
                *response.status_mut() = self.status;
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                response
            }
            Err(error) => Failure(Error::internal(error)).into_response(),
        }
    }
}

/// A body that is text already.
#[derive(Debug)]
pub struct Text {
    content_type: &'static str,
    text: String,
}

impl Text {
    /// JSON that somebody else has written.
    #[must_use]
    pub const fn json(text: String) -> Self {
        Self { content_type: "application/json", text }
    }
}

impl IntoResponse for Text {
    fn into_response(self) -> Response {
        let mut response = Response::new(self.text.into());
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        response
    }
}

mod errors;
pub use errors::{
    BodyErrors, ChangeErrors, ErrorBody, ListErrors, ProviderErrors, PublicErrors, ReadErrors, WebhookErrors,
};
