//! What all operations share: their declaration, what they take out of a request, how they answer, the errors they can end
//! with, and the document that describes them.
//!
//! Reading scope, path, query and body, and writing the answer, is code that exists once: an operation adds a constant and
//! a thin shell around its handler.

mod argument;
mod dispatch;
#[cfg(test)]
mod document;
mod errors;
mod json;
mod operation;
mod reply;
mod revision;

pub use argument::{Argument, Input, Json, PathId, PathParameter, Query, header};
pub use dispatch::{Api, Holder, serve};
#[cfg(test)]
pub use document::to_json as document_json;
pub use errors::{
    AnonymousErrors, AuthorizationErrors, AuthorizedProviderErrors, BodyErrors, ChangeErrors, ErrorBody, ListErrors,
    ProviderErrors, PublicErrors, ReadErrors, WebhookErrors,
};
pub use json::parse_json;
pub use operation::{Audience, BodyKind, Handler, Method, Needs, Operation, call, needs_of};
pub use reply::{
    AcceptedReply, Answer, CreatedReply, EmptyAcceptedReply, EmptyReply, IntoResponse, JsonAnswer, PageReply, RawReply,
    Reply, RevisedReply, Text, accepted, accepted_without_body, created, json, no_content, ok, page, revised,
};
pub use revision::{Revised, Revision};
