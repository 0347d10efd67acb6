//! Authentication by the bearer secret.

use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{ApiError, AppState};

/// Rejects requests without the runner's secret.
pub async fn require(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let claimed = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.split_once(' '))
        // the scheme is case-insensitive (RFC 9110, 11.1)
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token);
    if claimed.is_some_and(|claimed| state.workspace.configuration.secret.matches(claimed)) {
        next.run(request).await
    } else {
        ApiError::unauthenticated().into_response()
    }
}
