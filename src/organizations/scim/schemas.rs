//! What the service supports (RFC 7644, 4): its configuration, resource types and schemas.

use serde_json::{Value, json};

use super::error::{ScimAnswer, ScimError, list};
use super::token::Provisioner;

/// The schema of users.
pub const USER_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// The schema of groups.
pub const GROUP_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// The configuration of the service.
#[must_use]
pub fn configuration() -> Value {
    let unsupported = json!({ "supported": false });
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": 100 },
        "changePassword": unsupported,
        "sort": unsupported,
        "etag": unsupported,
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "The token from the organization's settings.",
            "primary": true,
        }],
        "meta": { "resourceType": "ServiceProviderConfig" },
    })
}

fn resource_type(scim: &Provisioner, name: &str, endpoint: &str, schema: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": name,
        "name": name,
        "endpoint": endpoint,
        "schema": schema,
        "meta": { "resourceType": "ResourceType", "location": scim.location("ResourceTypes", name) },
    })
}

fn attribute(name: &str, kind: &str, mutability: &str, is_required: bool) -> Value {
    json!({
        "name": name,
        "type": kind,
        "multiValued": false,
        "required": is_required,
        "caseExact": false,
        "mutability": mutability,
        "returned": "default",
        "uniqueness": if matches!(name, "userName" | "displayName") && is_required { "server" } else { "none" },
    })
}

fn several(name: &str, mutability: &str, parts: &[Value]) -> Value {
    json!({
        "name": name,
        "type": "complex",
        "multiValued": true,
        "required": false,
        "mutability": mutability,
        "returned": "default",
        "subAttributes": parts,
    })
}

fn schema(scim: &Provisioner, id: &str, name: &str, attributes: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": id,
        "name": name,
        "attributes": attributes,
        "meta": { "resourceType": "Schema", "location": scim.location("Schemas", id) },
    })
}

fn schemas(scim: &Provisioner) -> Vec<Value> {
    let text = |name| attribute(name, "string", "readWrite", false);
    let user = [
        attribute("userName", "string", "immutable", true),
        attribute("displayName", "string", "immutable", false),
        json!({
            "name": "name",
            "type": "complex",
            "multiValued": false,
            "required": false,
            "mutability": "immutable",
            "returned": "default",
            "subAttributes": [text("formatted")],
        }),
        several(
            "emails",
            "immutable",
            &[text("value"), text("type"), attribute("primary", "boolean", "readWrite", false)],
        ),
        attribute("active", "boolean", "readWrite", false),
    ];
    let group = [
        attribute("displayName", "string", "readWrite", true),
        several(
            "members",
            "readWrite",
            &[
                attribute("value", "string", "immutable", false),
                attribute("$ref", "reference", "readOnly", false),
                attribute("display", "string", "readOnly", false),
            ],
        ),
    ];
    vec![schema(scim, USER_SCHEMA, "User", &user), schema(scim, GROUP_SCHEMA, "Group", &group)]
}

fn resource_types(scim: &Provisioner) -> Vec<Value> {
    vec![resource_type(scim, "User", "/Users", USER_SCHEMA), resource_type(scim, "Group", "/Groups", GROUP_SCHEMA)]
}

fn page(resources: Vec<Value>) -> ScimAnswer {
    let total = u64::try_from(resources.len()).unwrap_or_default();
    Ok(Some((200, list(resources, total, 1))))
}

/// Answers a request for one of the descriptions of the service; `None` for other resources.
#[must_use]
pub fn describe(scim: &Provisioner, resource: &str, id: Option<&str>) -> Option<ScimAnswer> {
    let one = |resources: Vec<Value>, id: &str| {
        let found = resources.into_iter().find(|resource| resource["id"] == id);
        found.map(|found| Some((200, found))).ok_or(ScimError::NotFound)
    };
    Some(match (resource, id) {
        ("ServiceProviderConfig", None) => Ok(Some((200, configuration()))),
        ("ResourceTypes", None) => page(resource_types(scim)),
        ("ResourceTypes", Some(id)) => one(resource_types(scim), id),
        ("Schemas", None) => page(schemas(scim)),
        ("Schemas", Some(id)) => one(schemas(scim), id),
        _ => return None,
    })
}
