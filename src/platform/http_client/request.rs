//! A request, and how an error describes it.

use serde_json::Value;

use super::redact::{redact, shown_url};

/// A request to a service.
///
/// GET, PUT and DELETE can be retried (RFC 9110, 9.2.2); POST and PATCH only with [`Request::idempotent`].
#[derive(Clone)]
pub struct Request {
    pub(super) method: &'static str,
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<String>,
    pub(super) is_idempotent: bool,
    /// Texts that errors must not contain.
    secrets: Vec<String>,
}

impl Request {
    /// A request with a method and an absolute URL.
    #[must_use]
    pub fn new(method: &'static str, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            // GitHub and Resend refuse requests without one
            headers: vec![("user-agent", "steward".to_owned())],
            body: None,
            is_idempotent: matches!(method, "GET" | "HEAD" | "OPTIONS" | "PUT" | "DELETE"),
            secrets: Vec::new(),
        }
    }

    /// A GET request.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self::new("GET", url)
    }

    /// A POST request.
    #[must_use]
    pub fn post(url: impl Into<String>) -> Self {
        Self::new("POST", url)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds a bearer token (RFC 6750).
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.secret(token).header("authorization", format!("Bearer {token}"))
    }

    /// Registers a secret of the URL, the headers or the body, so that errors do not contain it.
    #[must_use]
    pub fn secret(mut self, secret: &str) -> Self {
        self.secrets.push(secret.to_owned());
        self
    }

    /// Sets a body as it is. The caller adds its media type.
    #[must_use]
    pub fn text(mut self, body: String) -> Self {
        self.body = Some(body);
        self
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(mut self, body: &Value) -> Self {
        self.body = Some(body.to_string());
        self.header("content-type", "application/json")
    }

    /// Sets a body of `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn form(mut self, body: String) -> Self {
        self.body = Some(body);
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// Marks the request as idempotent at the service, for example because of an idempotency key.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.is_idempotent = true;
        self
    }

    /// Method, address and message without credentials.
    pub(super) fn describe(&self, message: &str) -> String {
        let shown = shown_url(&self.url);
        let message = redact(message, &self.url, &self.secrets);
        format!("{} {}: {message}", self.method, redact(&shown, &self.url, &self.secrets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_repeated() {
        for (request, may) in [
            (Request::get("https://a.example"), true),
            (Request::new("PUT", "https://a.example"), true),
            (Request::new("DELETE", "https://a.example"), true),
            (Request::post("https://a.example"), false),
            (Request::new("PATCH", "https://a.example"), false),
            (Request::post("https://a.example").idempotent(), true),
        ] {
            assert_eq!(request.is_idempotent, may, "{}", request.method);
        }
    }

    #[test]
    fn credentials_are_sent_and_not_described() {
        let request =
            Request::get("https://user:pass@api.example/bot123/send?key=k1#f").bearer("ghs_abc").secret("bot123");
        assert!(request.headers.contains(&("authorization", "Bearer ghs_abc".to_owned())));
        let message = "fetch of https://user:pass@api.example/bot123/send?key=k1#f with ghs_abc failed";
        assert_eq!(
            request.describe(message),
            "GET https://api.example/[redacted]/send: fetch of https://api.example/[redacted]/send with [redacted] failed"
        );
    }
}
