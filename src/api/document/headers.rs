//! The headers that hold for every operation of a kind, and the responses that they lead to.

use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation as Described, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Required, Response, ResponseBuilder};

use crate::api::operation::{Audience, Method, Needs, Operation};

/// `*`, or strong tags. An empty header may be dropped on its way.
const IF_MATCH: &str = r#"^(|\*|"[!#-~]*"(, ?"[!#-~]*")*)$"#;

/// Describes the headers of the operation.
pub(super) fn describe(operation: &Operation, described: &mut Described) {
    if takes_idempotency_key(operation.method, operation.needs) {
        idempotency_key(described);
    }
    if operation.revision.is_some() {
        revision(operation.method, described);
    }
}

/// Whether the header has a meaning: the operation has a caller, whose key it is.
const fn takes_idempotency_key(method: Method, needs: Needs) -> bool {
    let has_caller = !matches!(
        needs.audience,
        Audience::Anyone | Audience::Provider | Audience::Provisioner | Audience::Browser | Audience::Session
    );
    matches!(method, Method::POST) && has_caller && !needs.is_scope_optional && !needs.is_scope_deferred
}

fn idempotency_key(described: &mut Described) {
    let schema = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    let text = "A new key for each request, and the same one when it is repeated. A request that took effect does not take \
        effect again for 24 hours, and its response is given again.";
    add_header(described, "Idempotency-Key", text, schema.pattern(Some("^[!-~]+$")));
    add_error(described, "400", "The `Idempotency-Key` is too long, or has other characters than visible ASCII.");
    add_error(described, "409", "A request with this `Idempotency-Key` is running, or its response is not available.");
    add_error(described, "422", "The `Idempotency-Key` belongs to a request with another path, query or body.");
    let flag = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["true"]));
    let replayed = HeaderBuilder::new()
        .schema(Some(RefOr::T(flag.build().into())))
        .description(Some(
            "Present where the response of an earlier request with this `Idempotency-Key` is given again.",
        ))
        .build();
    for response in successes(described) {
        response.headers.insert("Idempotency-Replayed".to_owned(), RefOr::T(replayed.clone()));
    }
}

fn revision(method: Method, described: &mut Described) {
    if method == Method::GET {
        let response = ResponseBuilder::new().description("The client has it already: see `If-None-Match`.");
        described.responses.responses.insert("304".to_owned(), RefOr::T(response.build()));
    } else {
        let schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some(IF_MATCH));
        let text =
            "The `ETag` of what was read, or its revision in quotes. Nothing is changed if somebody changed it since.";
        add_header(described, "If-Match", text, schema);
        add_error(described, "400", "The `If-Match` is malformed, or has a weak `ETag`.");
        add_error(described, "412", "It was changed since the `ETag` of `If-Match`. `ETag` has the present one.");
    }
    for response in successes(described).filter(|response| !response.content.is_empty()) {
        let header = HeaderBuilder::new()
            .schema(Some(RefOr::T(ObjectBuilder::new().schema_type(Type::String).build().into())))
            .description(Some("The revision and a hash of the response. For `If-Match` and `If-None-Match`."));
        response.headers.insert("ETag".to_owned(), RefOr::T(header.build()));
    }
}

fn add_header(described: &mut Described, name: &str, text: &str, schema: ObjectBuilder) {
    let parameter: Parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(text))
        .schema(Some(RefOr::T(schema.build().into())))
        .build();
    described.parameters.get_or_insert_default().push(RefOr::T(parameter));
}

/// Adds a response with an error, unless the operation describes this status itself.
fn add_error(described: &mut Described, status: &str, text: &str) {
    let responses = &mut described.responses.responses;
    // every operation describes an internal error, whose body is that of all errors
    let Some(RefOr::T(known)) = responses.get("500") else { return };
    let mut response = known.clone();
    text.clone_into(&mut response.description);
    responses.entry(status.to_owned()).or_insert(RefOr::T(response));
}

fn successes(described: &mut Described) -> impl Iterator<Item = &mut Response> {
    described.responses.responses.iter_mut().filter(|(status, _)| status.starts_with('2')).filter_map(
        |(_, response)| match response {
            RefOr::T(response) => Some(response),
            RefOr::Ref(_) => None,
        },
    )
}
