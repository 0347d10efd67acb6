//! How handlers answer.

use std::marker::PhantomData;

use serde::Serialize;
use steward_kernel::error::Error;

use super::revision::{Revised, tagged};
use crate::edge::response::Response;

/// What an answer is made of.
pub trait IntoResponse {
    fn into_response(self) -> Result<Response, Error>;
}

impl IntoResponse for Response {
    fn into_response(self) -> Result<Response, Error> {
        Ok(self)
    }
}

/// What a handler returns.
pub trait Answer {
    fn answer(self) -> Result<Response, Error>;
}

impl<T: IntoResponse> Answer for Result<T, Error> {
    fn answer(self) -> Result<Response, Error> {
        self?.into_response()
    }
}

/// JSON with a status.
#[derive(Debug)]
pub struct JsonAnswer<T, const STATUS: u16>(T);

impl<T: Serialize, const STATUS: u16> IntoResponse for JsonAnswer<T, STATUS> {
    fn into_response(self) -> Result<Response, Error> {
        json(STATUS, &self.0)
    }
}

/// JSON of a resource with a revision.
#[derive(Debug)]
pub struct RevisedAnswer<T>(T);

impl<T: Serialize + Revised> IntoResponse for RevisedAnswer<T> {
    fn into_response(self) -> Result<Response, Error> {
        Ok(tagged(json(200, &self.0)?, self.0.revision()))
    }
}

/// No body.
#[derive(Debug)]
pub struct EmptyAnswer<const STATUS: u16>;

impl<const STATUS: u16> IntoResponse for EmptyAnswer<STATUS> {
    fn into_response(self) -> Result<Response, Error> {
        Ok(Response::empty(STATUS))
    }
}

/// 200 with JSON.
pub type Reply<T> = Result<JsonAnswer<T, 200>, Error>;
/// 200 with JSON and its `ETag`.
pub type RevisedReply<T> = Result<RevisedAnswer<T>, Error>;
/// 200 with a page of a list, as the JSON that SQLite wrote.
pub type PageReply<T> = Result<PageText<T>, Error>;
/// 201 with the JSON of what was created.
pub type CreatedReply<T> = Result<JsonAnswer<T, 201>, Error>;
/// 202 with JSON.
pub type AcceptedReply<T> = Result<JsonAnswer<T, 202>, Error>;
/// 202 without a body.
pub type EmptyAcceptedReply = Result<EmptyAnswer<202>, Error>;
/// 204.
pub type EmptyReply = Result<EmptyAnswer<204>, Error>;
/// Anything else: streams, sockets, files, pages to go to.
pub type RawReply = Result<Response, Error>;

/// 200 with JSON.
///
/// # Errors
/// None.
pub const fn ok<T>(body: T) -> Reply<T> {
    Ok(JsonAnswer(body))
}

/// 200 with JSON and its `ETag`.
///
/// # Errors
/// None.
pub const fn revised<T>(body: T) -> RevisedReply<T> {
    Ok(RevisedAnswer(body))
}

/// 201 with what was created.
///
/// # Errors
/// None.
pub const fn created<T>(body: T) -> CreatedReply<T> {
    Ok(JsonAnswer(body))
}

/// 202 with JSON.
///
/// # Errors
/// None.
pub const fn accepted<T>(body: T) -> AcceptedReply<T> {
    Ok(JsonAnswer(body))
}

/// 202 without a body.
///
/// # Errors
/// None.
pub const fn accepted_without_body() -> EmptyAcceptedReply {
    Ok(EmptyAnswer)
}

/// 204.
///
/// # Errors
/// None.
pub const fn no_content() -> EmptyReply {
    Ok(EmptyAnswer)
}

/// JSON with any status.
///
/// # Errors
/// [`Error::Internal`] when it cannot be written.
pub fn json(status: u16, body: &impl Serialize) -> Result<Response, Error> {
    Ok(Response::json(status, serde_json::to_vec(body).map_err(Error::internal)?))
}

/// JSON text that SQLite or an object has written.
#[derive(Debug)]
pub struct Text(pub String);

impl IntoResponse for Text {
    fn into_response(self) -> Result<Response, Error> {
        Ok(Response::json(200, self.0.into_bytes()))
    }
}

/// A page of `T` as JSON text; see [`Database::page`](crate::edge::database::Database::page).
#[derive(Debug)]
pub struct PageText<T>(String, PhantomData<T>);

impl<T> IntoResponse for PageText<T> {
    fn into_response(self) -> Result<Response, Error> {
        Text(self.0).into_response()
    }
}

/// 200 with a page of a list.
///
/// # Errors
/// None.
pub const fn page<T>(text: String) -> PageReply<T> {
    Ok(PageText(text, PhantomData))
}
