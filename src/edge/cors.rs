//! CORS for the origins of `ALLOWED_ORIGINS`, such as a browser extension's, and for all origins at the endpoints of OAuth.
//! They authenticate with a bearer token: no cookie is sent or set across origins (Fetch standard, 3.2).

use super::Edge;
use super::bridge::Head;
use super::response::Response;

/// What every page may call: apps that run in browsers get their tokens here, and prove themselves by PKCE or a token.
const OPEN_TO_ALL: [&str; 8] = [
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource/api",
    "/.well-known/openid-configuration",
    "/oauth/introspect",
    "/oauth/jwks",
    "/oauth/revoke",
    "/oauth/token",
    "/oauth/userinfo",
];

/// The request's origin, when it is allowed.
#[must_use]
pub fn allowed_origin(head: &Head, edge: &Edge) -> Option<String> {
    let origin = head.headers.get("origin")?;
    let is_allowed =
        OPEN_TO_ALL.contains(&head.path.as_str()) || edge.config().site().is_ok_and(|site| site.allows_origin(origin));
    is_allowed.then(|| origin.to_owned())
}

/// Whether the request is a CORS preflight (Fetch standard, 3.2.2).
#[must_use]
pub fn is_preflight(head: &Head) -> bool {
    head.method == "OPTIONS" && head.headers.get("access-control-request-method").is_some()
}

/// The response to a preflight.
#[must_use]
pub fn preflight() -> Response {
    Response::empty(204)
        .with_header("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE")
        .with_header(
            "access-control-allow-headers",
            "authorization, content-type, idempotency-key, if-match, if-none-match",
        )
        .with_header("access-control-max-age", "600")
}

/// Allows the origin to read a response.
pub fn open_to(response: &mut Response, origin: String) {
    let exposed = "x-request-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, etag, \
        idempotency-replayed";
    response.headers.extend([
        ("access-control-allow-origin", origin),
        ("vary", "origin".to_owned()),
        ("access-control-expose-headers", exposed.to_owned()),
    ]);
}
