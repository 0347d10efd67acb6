//! The OpenAPI document, made by a test (src/tests/openapi.rs) from the same declarations as the dispatch.

mod headers;

use serde_json::json;
use steward_kernel::permission::{Denial, Permission};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{HttpMethod, PathItem};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Paths};

use super::dispatch::Api;
use super::operation::{Audience, Method, Needs};

/// Ends the value of an extension of an operation that needs a step-up, until [`to_json`].
const STEP_UP: &str = " after step-up";

/// The API's description as JSON.
///
/// # Errors
/// What serde says.
pub fn to_json(api: &Api) -> serde_json::Result<String> {
    let text = document(api).to_pretty_json()?;
    Ok(text.replace(&format!("{STEP_UP}\""), "\",\n        \"x-step-up\": true"))
}

/// The API's description. Each operation says in `x-permission` which permission a member of the path's organization or
/// estate needs, or else in `x-audience` who may call it: `anyone`, `provisioner`, `browser`, `signed_in`, `person_only`,
/// `user_only`, `administrator`; `x-step-up` says that a person must have confirmed who they are in the last 15 minutes.
fn document(api: &Api) -> OpenApi {
    let info = InfoBuilder::new()
        .title("Steward")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("The operating platform of an organization."));
    let mut paths = Paths::new();
    let mut components = ComponentsBuilder::new();
    for operation in api.features.iter().copied().flatten() {
        let (mut described, schemas) = (operation.describe)();
        // an alias is described by the same function
        described.operation_id = Some(operation.id.to_owned());
        // one extension for each operation: utoipa keeps several in no order
        described.extensions = Some(Extensions::from_iter([extension(operation.needs)]));
        headers::describe(operation, &mut described);
        components = schemas.into_iter().fold(components, |components, (name, schema)| components.schema(name, schema));
        let item = paths.paths.entry(operation.path.to_owned()).or_default();
        item.merge_operations(PathItem::new(http_method(operation.method), described));
    }
    let mut document = OpenApiBuilder::new().info(info).paths(paths).components(Some(components.build())).build();
    document.extensions = Some(Extensions::from_iter([("x-permissions", permissions())]));
    document
}

fn extension(needs: Needs) -> (&'static str, serde_json::Value) {
    let (name, value) = access(needs);
    (name, json!(format!("{value}{}", if needs.is_step_up { STEP_UP } else { "" })))
}

fn access(needs: Needs) -> (&'static str, &'static str) {
    match needs.audience {
        // the handler runs for callers without a session as well
        _ if needs.is_scope_optional => ("x-audience", "browser"),
        Audience::Anyone | Audience::Provider => ("x-audience", "anyone"),
        Audience::Provisioner => ("x-audience", "provisioner"),
        Audience::Browser => ("x-audience", "browser"),
        Audience::Session | Audience::SignedIn => ("x-audience", "signed_in"),
        Audience::PersonOnly => ("x-audience", "person_only"),
        Audience::UserOnly => ("x-audience", "user_only"),
        Audience::Administrator => ("x-audience", "administrator"),
        Audience::Organization(permission) | Audience::Estate(permission) => ("x-permission", permission.name()),
    }
}

const fn http_method(method: Method) -> HttpMethod {
    match method {
        Method::GET => HttpMethod::Get,
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::PATCH => HttpMethod::Patch,
        Method::DELETE => HttpMethod::Delete,
    }
}

/// The table of permissions for programs: each permission's name, its roles, the kinds of credential that can have it, and
/// whether a denial is a 403 or a 404.
fn permissions() -> serde_json::Value {
    let rows = Permission::ALL.iter().map(|permission| {
        let denial = match permission.denial() {
            Denial::Forbidden => "forbidden",
            Denial::NotFound => "not_found",
        };
        let row = json!({ "roles": permission.roles(), "credentials": permission.credentials(), "denial": denial });
        (permission.name().to_owned(), row)
    });
    serde_json::Value::Object(rows.collect())
}
