//! The errors in the API's description, in groups by kind of operation.

use serde::Serialize;
use serde_json::Value;
use utoipa::{IntoResponses, ToSchema};

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// What went wrong.
    error: ErrorDetail,
    /// The request's id. Quote it when you report the error.
    #[schema(example = "req_01k9zqt3m8e7tbm3hz0c3x6w5r")]
    request_id: String,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
struct ErrorDetail {
    /// The error code, for programs.
    #[schema(example = "VALIDATION_ERROR")]
    code: String,
    /// A sentence for people.
    message: String,
    /// Details, depending on the code: `field` and `fields`, `email`, `organizations`, `retryAfter`, `permission`, `service`, `limitBytes`.
    #[schema(value_type = HashMap<String, Value>)]
    context: Value,
}

macro_rules! error_groups {
    ($($(#[$doc:meta])* $group:ident { $($name:ident = $status:literal, $text:literal;)+ })+) => {$(
        $(#[$doc])*
        #[derive(IntoResponses)]
        pub enum $group {
            $(#[doc = $text] #[response(status = $status)] $name(ErrorBody),)+
        }
    )+};
}

error_groups! {
    /// For an operation that anybody may call, with a body.
    PublicErrors {
        Invalid = 400, "The body is not JSON, or a field is invalid.";
        Unauthenticated = 401, "The email or password is incorrect.";
        Forbidden = 403, "The request comes from another origin.";
        Conflict = 409, "The current state does not allow this; `code` says why.";
        TooLarge = 413, "The body is too large.";
        NotJson = 415, "The body is not application/json.";
        TooMany = 429, "Too many attempts; `Retry-After` says when to try again.";
        Internal = 500, "An internal error.";
    }
    /// For an operation that calls a provider.
    ProviderErrors {
        Provider = 502, "The provider did not respond as expected.";
    }
    /// For an operation that calls a provider with the caller's own authorization.
    AuthorizedProviderErrors {
        Conflict = 409, "The caller must authorize the GitHub App first, or may not write to the repository.";
        Provider = 502, "The provider did not respond as expected.";
    }
    /// For an operation about an authorization request of an app.
    AuthorizationErrors {
        Conflict = 409, "The caller is no member of the app's organization.";
    }
    /// For an operation that anybody may call, without a body.
    AnonymousErrors {
        TooMany = 429, "Too many requests from this IP address; `Retry-After` says when to try again.";
    }
    /// For a provider's webhooks.
    WebhookErrors {
        Invalid = 400, "A header is missing, the body is not JSON, or a field is invalid.";
        Unsigned = 401, "The signature is missing or invalid.";
        TimedOut = 408, "The body took longer than ten seconds.";
        TooLarge = 413, "The body is too large.";
        TooMany = 429, "Too many webhooks from this IP address; `Retry-After` says when to try again.";
        Internal = 500, "An internal error. Nothing was written, so the delivery can be sent again.";
    }
    /// For an operation that reads one resource.
    ReadErrors {
        Unauthenticated = 401, "The request has no valid credential.";
        Forbidden = 403, "The caller's role or API key does not allow this.";
        NotFound = 404, "The resource does not exist, or the caller cannot see it.";
        Conflict = 409, "The browser is signed in to another account than the page shows.";
        TooMany = 429, "Too many requests; `Retry-After` says when to try again.";
        Internal = 500, "An internal error.";
    }
    /// For an operation that reads a list.
    ListErrors {
        Invalid = 400, "A query parameter is invalid.";
        Unauthenticated = 401, "The request has no valid credential.";
        Forbidden = 403, "The caller's role or API key does not allow this.";
        NotFound = 404, "The resource does not exist, or the caller cannot see it.";
        Conflict = 409, "The browser is signed in to another account than the page shows.";
        TooMany = 429, "Too many requests; `Retry-After` says when to try again.";
        Internal = 500, "An internal error.";
    }
    /// For an operation that changes something and takes no body.
    ChangeErrors {
        Unauthenticated = 401, "The request has no valid credential.";
        Forbidden = 403, "The caller's role or API key does not allow this, or the request comes from another origin.";
        NotFound = 404, "The resource does not exist, or the caller cannot see it.";
        Conflict = 409, "The current state does not allow this; `code` says why.";
        TooMany = 429, "Too many requests; `Retry-After` says when to try again.";
        Internal = 500, "An internal error.";
    }
    /// For an operation that changes something and takes a body.
    BodyErrors {
        Invalid = 400, "The body is not JSON, or a field is invalid.";
        Unauthenticated = 401, "The request has no valid credential.";
        Forbidden = 403, "The caller's role or API key does not allow this, or the request comes from another origin.";
        NotFound = 404, "The resource does not exist, or the caller cannot see it.";
        Conflict = 409, "The current state does not allow this; `code` says why.";
        TooLarge = 413, "The body is too large.";
        NotJson = 415, "The body is not application/json.";
        TooMany = 429, "Too many requests; `Retry-After` says when to try again.";
        Internal = 500, "An internal error.";
    }
}
