//! An operation: one constant, made by the attribute `operation`.

use futures::future::LocalBoxFuture;
use steward_kernel::error::Error;
use steward_kernel::permission::Permission;

use super::argument::{Argument, Input};
use super::reply::Answer;
use super::revision::Revision;
use crate::edge::Edge;
use crate::edge::response::Response;

/// The methods of operations. A `HEAD` request is answered by the `GET` operation of its path, without the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::upper_case_acronyms, reason = "HTTP's own spelling, which the attribute repeats")]
pub enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE,
}

impl Method {
    pub const fn name(self) -> &'static str {
        match self {
            Self::GET => "GET",
            Self::POST => "POST",
            Self::PUT => "PUT",
            Self::PATCH => "PATCH",
            Self::DELETE => "DELETE",
        }
    }
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Anybody from anywhere: programs that have no cookie and no origin.
    Anyone,
    /// A provider, whose signature the handler verifies.
    Provider,
    /// The identity provider of an organization, whose token the handler checks.
    Provisioner,
    /// Anybody, but a browser only from our own pages.
    Browser,
    /// A user with a session, which the handler looks up with its own statement.
    Session,
    /// A user with a session: in a browser, or by a program.
    SignedIn,
    /// A user in a browser, or an administrator who impersonates the user there.
    PersonOnly,
    /// A user in a browser.
    UserOnly,
    /// An administrator of the platform in a browser.
    Administrator,
    /// A member of the organization that the path names, with this permission.
    Organization(Permission),
    /// A member who sees the estate that the path names, with this permission.
    Estate(Permission),
}

impl Audience {
    const fn rank(self) -> u8 {
        match self {
            Self::Anyone => 0,
            Self::Provider | Self::Provisioner => 1,
            Self::Browser => 2,
            Self::Session => 3,
            Self::SignedIn => 4,
            Self::PersonOnly => 5,
            Self::UserOnly => 6,
            Self::Administrator => 7,
            Self::Organization(_) => 8,
            Self::Estate(_) => 9,
        }
    }
}

/// The body that is read before the handler runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// None: the handler reads it itself, or there is none.
    Unread,
    /// `application/json` of at most this many bytes.
    Json(usize),
    /// The same, or no body at all.
    OptionalJson(usize),
    /// Any bytes, at most this many.
    Bytes(usize),
}

/// Names a path parameter and checks its text.
pub type PathCheck = (&'static str, fn(&str) -> bool);

/// Refuses every request where the operation is turned off.
pub type Gate = fn(&Edge) -> Result<(), Error>;

/// What an operation needs, which one piece of code reads before the handler runs.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    pub audience: Audience,
    /// The handler also runs without a scope, and receives the error that explains why there is none.
    pub is_scope_optional: bool,
    /// The handler resolves the scope itself, together with what it reads.
    pub is_scope_deferred: bool,
    /// A person must have confirmed who they are shortly before.
    pub is_step_up: bool,
    pub body: BodyKind,
    /// Path parameters whose form is checked before the body is read: another form is a 404.
    pub path: [Option<PathCheck>; 3],
    /// Asked before everything else.
    pub gate: Option<Gate>,
}

impl Needs {
    pub const NOTHING: Self = Self {
        audience: Audience::Anyone,
        is_scope_optional: false,
        is_scope_deferred: false,
        is_step_up: false,
        body: BodyKind::Unread,
        path: [None; 3],
        gate: None,
    };

    pub const fn audience(audience: Audience) -> Self {
        Self { audience, ..Self::NOTHING }
    }

    pub const fn body(body: BodyKind) -> Self {
        Self { body, ..Self::NOTHING }
    }

    pub const fn path(check: PathCheck) -> Self {
        Self { path: [Some(check), None, None], ..Self::NOTHING }
    }

    pub const fn optional_scope(mut self) -> Self {
        self.is_scope_optional = !matches!(
            self.audience,
            Audience::Anyone | Audience::Provider | Audience::Provisioner | Audience::Browser | Audience::Session
        );
        self
    }

    #[must_use]
    pub const fn deferred_scope(mut self) -> Self {
        self.is_scope_deferred = true;
        self
    }

    #[must_use]
    pub const fn step_up(mut self) -> Self {
        self.is_step_up = true;
        self
    }

    /// The needs of two arguments together.
    #[must_use]
    pub const fn and(mut self, other: Self) -> Self {
        if other.audience.rank() > self.audience.rank() {
            self.audience = other.audience;
        }
        self.is_scope_optional |= other.is_scope_optional;
        self.is_scope_deferred |= other.is_scope_deferred;
        self.is_step_up |= other.is_step_up;
        if !matches!(other.body, BodyKind::Unread) {
            self.body = other.body;
        }
        if other.gate.is_some() {
            self.gate = other.gate;
        }
        if let [Some(check), ..] = other.path {
            self.path = match self.path {
                [None, ..] => [Some(check), None, None],
                [first, None, _] => [first, Some(check), None],
                [first, second, _] => [first, second, Some(check)],
            };
        }
        self
    }
}

/// An operation of the API.
#[derive(Clone, Copy)]
pub struct Operation {
    /// `organization.updateMemberRole`
    pub id: &'static str,
    pub method: Method,
    /// Parameters are in braces: `/api/estates/{estateId}`.
    pub path: &'static str,
    pub needs: Needs,
    /// Of what it returns or changes, where that has one.
    pub revision: Option<Revision>,
    pub handle: fn(Input) -> LocalBoxFuture<'static, Result<Response, Error>>,
    /// The entry of the OpenAPI document and the schemas that it refers to.
    #[cfg(test)]
    pub describe: fn() -> (utoipa::openapi::path::Operation, Schemas),
}

/// Schemas by their names.
#[cfg(test)]
pub type Schemas = Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>;

/// An async function that answers an operation.
pub trait Handler<Arguments>: Copy + 'static {
    const NEEDS: Needs;

    fn call(self, input: Input) -> LocalBoxFuture<'static, Result<Response, Error>>;
}

macro_rules! handlers {
    ($(($($argument:ident),*);)+) => {$(
        impl<F, Fut, R, $($argument),*> Handler<($($argument,)*)> for F
        where
            F: Fn($($argument),*) -> Fut + Copy + 'static,
            Fut: Future<Output = R> + 'static,
            R: Answer,
            $($argument: Argument),*
        {
            const NEEDS: Needs = Needs::NOTHING$(.and($argument::NEEDS))*;

            #[allow(non_snake_case, unused_mut, unused_variables, reason = "one shape for any number of arguments")]
            fn call(self, mut input: Input) -> LocalBoxFuture<'static, Result<Response, Error>> {
                $(let $argument = match $argument::take(&mut input) {
                    Ok(argument) => argument,
                    Err(error) => return Box::pin(std::future::ready(Err(error))),
                };)*
                Box::pin(async move { self($($argument),*).await.answer() })
            }
        }
    )+};
}

handlers! {
    ();
    (A);
    (A, B);
    (A, B, C);
    (A, B, C, D);
    (A, B, C, D, E);
}

/// Calls a handler.
pub fn call<A, H: Handler<A>>(handler: H, input: Input) -> LocalBoxFuture<'static, Result<Response, Error>> {
    handler.call(input)
}

/// What a handler's arguments need together.
pub const fn needs_of<A, H: Handler<A>>(_: &H) -> Needs {
    H::NEEDS
}
