//! The bearer secret.

use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Problem, Service};

/// Lets a request through that presents the runner's secret.
pub async fn require(State(service): State<Service>, request: Request, next: Next) -> Response {
    let claimed = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.split_once(' '))
        // RFC 9110, 11.1: the scheme's case does not matter
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token);
    if claimed.is_some_and(|claimed| service.workshop.configuration.secret.is(claimed)) {
        next.run(request).await
    } else {
        Problem::unauthenticated().into_response()
    }
}
