//! The errors in the API's description, in the groups in which operations have them.

use serde::Serialize;
use serde_json::Value;
use utoipa::{IntoResponses, ToSchema};

/// Every error's body.
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
    /// For programs.
    #[schema(example = "VALIDATION_ERROR")]
    code: String,
    /// A sentence for people.
    message: String,
    /// More, by code: `field` and `fields`, `retryAfter`, `permission`, `service`, `limitBytes`.
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
    /// Of an operation that anybody may try, with a body.
    PublicErrors {
        Invalid = 400, "The body is not JSON, or a field is not valid.";
        Unauthenticated = 401, "E-mail or password is wrong.";
        Forbidden = 403, "The request comes from another origin.";
        Conflict = 409, "The state of things does not allow it.";
        TooLarge = 413, "The body is too large.";
        NotJson = 415, "The body is not application/json.";
        TooMany = 429, "Too many tries; `Retry-After` says when to try again.";
        Internal = 500, "A fault on our side.";
    }
    /// Of an operation that asks a provider.
    ProviderErrors {
        Provider = 502, "The provider did not answer as expected.";
    }
    /// Of a provider's deliveries.
    WebhookErrors {
        Invalid = 400, "A header is missing, the body is not JSON, or a field is not valid.";
        Unsigned = 401, "The signature is missing or wrong.";
        TooLarge = 413, "The body is too large.";
        Internal = 500, "A fault on our side; nothing was written, so the delivery can be sent again.";
    }
    /// Of an operation that reads one thing.
    ReadErrors {
        Unauthenticated = 401, "Nobody is signed in.";
        Forbidden = 403, "The caller's role does not allow it.";
        NotFound = 404, "There is no such thing, or not for this caller.";
        TooMany = 429, "Too many calls; `Retry-After` says when to try again.";
        Internal = 500, "A fault on our side.";
    }
    /// Of an operation that reads a list.
    ListErrors {
        Invalid = 400, "The query is not valid.";
        Unauthenticated = 401, "Nobody is signed in.";
        Forbidden = 403, "The caller's role does not allow it.";
        NotFound = 404, "There is no such thing, or not for this caller.";
        TooMany = 429, "Too many calls; `Retry-After` says when to try again.";
        Internal = 500, "A fault on our side.";
    }
    /// Of an operation that changes something and takes no body.
    ChangeErrors {
        Unauthenticated = 401, "Nobody is signed in.";
        Forbidden = 403, "The caller's role does not allow it, or the request comes from another origin.";
        NotFound = 404, "There is no such thing, or not for this caller.";
        Conflict = 409, "The state of things does not allow it.";
        TooMany = 429, "Too many calls; `Retry-After` says when to try again.";
        Internal = 500, "A fault on our side.";
    }
    /// Of an operation that changes something and takes a body.
    BodyErrors {
        Invalid = 400, "The body is not JSON, or a field is not valid.";
        Unauthenticated = 401, "Nobody is signed in.";
        Forbidden = 403, "The caller's role does not allow it, or the request comes from another origin.";
        NotFound = 404, "There is no such thing, or not for this caller.";
        Conflict = 409, "The state of things does not allow it.";
        TooLarge = 413, "The body is too large.";
        NotJson = 415, "The body is not application/json.";
        TooMany = 429, "Too many calls; `Retry-After` says when to try again.";
        Internal = 500, "A fault on our side.";
    }
}
