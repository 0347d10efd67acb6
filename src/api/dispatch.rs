//! From a request to its operation: the path, the gate, the scope, the ids in the path, the body, then the handler.

use std::any::Any;
use std::rc::Rc;

use futures::future::LocalBoxFuture;
use matchit::Router;
use percent_encoding::percent_decode_str;
use steward_kernel::error::Error;

use super::argument::{Input, header};
use super::operation::{Audience, BodyKind, Method, Needs, Operation};
use super::revision::{Demand, unless_known};
use crate::edge::bridge::{Head, Incoming};
use crate::edge::response::Response;

/// The operations of one feature.
pub type Feature = &'static [Operation];

/// Says who calls, where, and that they may: the scope, as the type that the arguments of the operation take. Counts the
/// call against the limit of its caller or of the address that it comes from.
/// The last text is the organization's or the estate's id in the path.
pub type Authenticate =
    fn(Rc<Head>, Incoming, Audience, Option<String>) -> LocalBoxFuture<'static, Result<Box<dyn Any>, Error>>;

/// Whose an `Idempotency-Key` is.
#[derive(Debug)]
pub struct Holder {
    /// The person, the service account or the program.
    pub id: String,
    /// The organization of the operation's path; empty where there is none.
    pub tenant: String,
    /// The caller's role there; empty where there is none.
    pub role: &'static str,
}

/// Whose the key of a request with this scope is; none for a request without a caller. Refuses a request that the handler
/// would refuse because its caller must confirm who they are.
pub type FindHolder = fn(&dyn Any, Needs) -> Result<Option<Holder>, Error>;

/// Answers a request with an `Idempotency-Key`.
pub type AnswerOnce = fn(&'static Operation, Input, String, Holder) -> LocalBoxFuture<'static, Result<Response, Error>>;

/// The whole API.
pub struct Api {
    pub features: &'static [Feature],
    pub authenticate: Authenticate,
    pub find_holder: FindHolder,
    pub answer_once: AnswerOnce,
}

type Operations = Vec<&'static Operation>;
/// Path parameters by name, percent-decoded.
type Parameters = Vec<(String, String)>;

/// The router is built once in each isolate.
fn find(api: &'static Api, path: &str) -> Option<(Rc<Operations>, Parameters)> {
    thread_local! {
        static ROUTER: std::cell::OnceCell<Router<Rc<Operations>>> = const { std::cell::OnceCell::new() };
    }
    ROUTER.with(|router| {
        let found = router.get_or_init(|| build(api)).at(path).ok()?;
        let decode = |text: &str| percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned);
        let parameters = found.params.iter().map(|(name, value)| Some((name.to_owned(), decode(value)?)));
        Some((found.value.clone(), parameters.collect::<Option<_>>()?))
    })
}

fn build(api: &'static Api) -> Router<Rc<Operations>> {
    let mut paths: Vec<(&'static str, Operations)> = Vec::new();
    for operation in api.features.iter().copied().flatten() {
        match paths.iter_mut().find(|(path, _)| *path == operation.path) {
            Some((_, operations)) => operations.push(operation),
            None => paths.push((operation.path, vec![operation])),
        }
    }
    let mut router = Router::new();
    for (path, operations) in paths {
        // a test builds the router of all operations: no two paths are in each other's way
        let _ = router.insert(path, Rc::new(operations));
    }
    router
}

/// Answers a request of the API.
pub fn serve(api: &'static Api, head: Head, incoming: Incoming) -> LocalBoxFuture<'static, Result<Response, Error>> {
    Box::pin(async move {
        let (operations, parameters) = find(api, &head.path).ok_or(Error::NotFound)?;
        let method = if head.method == "HEAD" { "GET" } else { head.method.as_str() };
        let Some(operation) = operations.iter().find(|operation| operation.method.name() == method) else {
            return Ok(method_not_allowed(&operations, &incoming));
        };
        let input = prepare(api, operation, head, incoming, parameters).await?;
        let (head, edge) = (input.head.clone(), input.incoming.edge.clone());
        let demand = demand(api, operation, &input).await?;
        let answered = match idempotency(api, operation, &input)? {
            Some((key, holder)) => (api.answer_once)(operation, input, key, holder).await,
            None => (operation.handle)(input).await,
        };
        match (demand, head.headers.get("if-none-match")) {
            (Some(demand), _) => demand.explain(&edge, answered).await,
            (None, Some(known)) if operation.method == Method::GET => answered.map(|it| unless_known(it, known)),
            (None, _) => answered,
        }
    })
}

/// What the request demands by `If-Match`, where that has a meaning: for a change of a resource with a revision.
async fn demand(api: &Api, operation: &Operation, input: &Input) -> Result<Option<Demand>, Error> {
    let (Some(revision), Some(text)) = (&operation.revision, input.head.headers.raw("if-match")) else {
        return Ok(None);
    };
    let (true, Some(Ok(scope))) = (operation.method != Method::GET, &input.scope) else { return Ok(None) };
    let Some(holder) = (api.find_holder)(scope.as_ref(), operation.needs)? else { return Ok(None) };
    let ids = (holder.tenant.as_str(), input.parameter(revision.parameter)?);
    Demand::check(&input.incoming.edge, revision, text, ids).await
}

/// The `Idempotency-Key` of a request, where it has a meaning: for a `POST` by a known caller.
fn idempotency(api: &Api, operation: &Operation, input: &Input) -> Result<Option<(String, Holder)>, Error> {
    if operation.method != Method::POST {
        return Ok(None);
    }
    let (Some(key), Some(Ok(scope))) = (input.head.headers.raw("idempotency-key"), &input.scope) else {
        return Ok(None);
    };
    let holder = (api.find_holder)(scope.as_ref(), operation.needs)?;
    Ok(holder.map(|holder| (key.to_owned(), holder)))
}

/// Source: RFC 9110, 15.5.6.
fn method_not_allowed(operations: &[&'static Operation], incoming: &Incoming) -> Response {
    let mut allowed: Vec<&str> = operations.iter().map(|operation| operation.method.name()).collect();
    if allowed.contains(&"GET") {
        allowed.push("HEAD");
    }
    Response::error(&Error::MethodNotAllowed, &incoming.request_id).with_header("allow", allowed.join(","))
}

/// Reads what the operation needs, the cheap refusals first.
async fn prepare(
    api: &Api,
    operation: &Operation,
    head: Head,
    incoming: Incoming,
    parameters: Parameters,
) -> Result<Input, Error> {
    let needs = &operation.needs;
    if let Some(gate) = needs.gate {
        gate(&incoming.edge)?;
    }
    let head = Rc::new(head);
    let tenant = match needs.audience {
        Audience::Organization(_) => Some("organizationId"),
        Audience::Estate(_) => Some("estateId"),
        _ => None,
    };
    let tenant = tenant.and_then(|name| parameters.iter().find(|(parameter, _)| parameter == name));
    let tenant = tenant.map(|(_, text)| text.clone());
    let scope = match needs.audience {
        _ if needs.is_scope_deferred => None,
        audience => Some((api.authenticate)(head.clone(), incoming.clone(), audience, tenant).await),
    };
    let scope = match scope {
        Some(Err(error)) if !needs.is_scope_optional => return Err(error),
        scope => scope,
    };
    let mut input = Input { head, incoming, parameters, body: Vec::new(), scope };
    for (name, is_valid) in needs.path.iter().flatten() {
        if !is_valid(input.parameter(name)?) {
            return Err(Error::NotFound);
        }
    }
    input.body = match needs.body {
        BodyKind::Unread => Vec::new(),
        BodyKind::Json(_) if !is_json(&input.head) => return Err(Error::UnsupportedMediaType),
        BodyKind::OptionalJson(limit) => {
            let body = input.incoming.body(limit).await?;
            if !body.is_empty() && !is_json(&input.head) {
                return Err(Error::UnsupportedMediaType);
            }
            body
        }
        BodyKind::Json(limit) | BodyKind::Bytes(limit) => input.incoming.body(limit).await?,
    };
    Ok(input)
}

/// Whether the body is declared as `application/json`, with any parameters.
fn is_json(head: &Head) -> bool {
    let media_type = header(&head.headers, "content-type");
    media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}
