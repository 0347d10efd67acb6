//! What handlers take out of a request.

use std::any::Any;
use std::rc::Rc;

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::TypeId;

use super::json::{parse_json, parse_query};
use super::operation::{BodyKind, Needs};
use crate::edge::bridge::{Head, Incoming};
use crate::edge::headers::Headers;

/// JSON bodies may be this long, in bytes.
const JSON_LIMIT: usize = 64 * 1024;

/// A request whose scope is known and whose body has been read, as far as its operation needs them.
pub struct Input {
    pub head: Rc<Head>,
    pub incoming: Incoming,
    /// Percent-decoded.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) scope: Option<Result<Box<dyn Any>, Error>>,
}

impl Input {
    /// The text between two slashes that the path calls `name`.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the path has no such name.
    pub fn parameter(&self, name: &str) -> Result<&str, Error> {
        let found = self.parameters.iter().find(|(parameter, _)| parameter == name);
        found.map(|(_, value)| value.as_str()).ok_or(Error::NotFound)
    }

    /// The scope that the operation's audience asks for, as the type that authentication made.
    ///
    /// # Errors
    /// Why there is none.
    pub fn take_scope<T: 'static>(&mut self) -> Result<Box<T>, Error> {
        let missing = || Error::internal("the scope was taken before, or is of another type");
        self.scope.take().ok_or_else(missing)??.downcast().map_err(|_| missing())
    }

    /// The body, as far as it was read by the operation's needs.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body, once it was read by the operation's needs.
    pub fn take_body(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.body)
    }
}

/// An argument of a handler.
pub trait Argument: Sized + 'static {
    const NEEDS: Needs;

    /// Takes it out of the request.
    ///
    /// # Errors
    /// What the request is refused with.
    fn take(input: &mut Input) -> Result<Self, Error>;
}

/// For handlers that answer even where an argument is refused.
impl<T: Argument> Argument for Result<T, Error> {
    const NEEDS: Needs = T::NEEDS.optional_scope();

    fn take(input: &mut Input) -> Result<Self, Error> {
        Ok(T::take(input))
    }
}

/// The whole head.
impl Argument for Rc<Head> {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        Ok(input.head.clone())
    }
}

/// A header's text, empty when it is absent or not text.
#[must_use]
pub fn header<'a>(headers: &'a Headers, name: &str) -> &'a str {
    headers.get(name).unwrap_or_default()
}

/// The body, parsed as JSON.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: FromJson + 'static> Argument for Json<T> {
    const NEEDS: Needs = Needs::body(BodyKind::Json(JSON_LIMIT));

    fn take(input: &mut Input) -> Result<Self, Error> {
        parse_json(&input.take_body()).map(Self)
    }
}

/// A body that may be absent.
impl<T: FromJson + 'static> Argument for Option<Json<T>> {
    const NEEDS: Needs = Needs::body(BodyKind::OptionalJson(JSON_LIMIT));

    fn take(input: &mut Input) -> Result<Self, Error> {
        let body = input.take_body();
        if body.is_empty() { Ok(None) } else { parse_json(&body).map(|body| Some(Json(body))) }
    }
}

/// The query, parsed.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: FromJson + 'static> Argument for Query<T> {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        parse_query(&input.head.query).map(Self)
    }
}

/// An id in the path, found by the name of its kind; an id of another kind is not found.
#[derive(Debug)]
pub struct PathId<T>(pub T);

/// What an id is called in paths.
pub trait PathParameter: TypeId + 'static {
    /// The name between the braces.
    const NAME: &'static str;
}

impl<T: PathParameter> Argument for PathId<T> {
    const NEEDS: Needs = Needs::path((T::NAME, |text| T::parse(text).is_ok()));

    fn take(input: &mut Input) -> Result<Self, Error> {
        T::parse(input.parameter(T::NAME)?).map(Self).map_err(|_| Error::NotFound)
    }
}
