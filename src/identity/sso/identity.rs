//! A person at an identity provider, by the claims of the id_token and of the userinfo endpoint.

use serde_json::{Map, Value};

use super::Problem;
use crate::edge::text;

/// Google's issuer serves everybody: only the `hd` claim says that an account is in a Workspace.
/// <https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload>
const GOOGLE: &str = "https://accounts.google.com";
/// More groups of a person are not read.
const MAX_GROUPS: usize = 2_000;

/// A person at an identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SsoIdentity {
    /// Unique and permanent at the provider.
    pub subject: String,
    /// A valid address in lower case.
    pub email: String,
    pub name: Option<String>,
    /// `None` when the provider sends no groups.
    pub groups: Option<Vec<String>>,
}

impl SsoIdentity {
    /// Whether the claims have all that is needed.
    pub(super) fn is_complete(claims: &Map<String, Value>, groups_claim: &str) -> bool {
        claims.contains_key("email") && claims.contains_key(groups_claim)
    }

    /// Reads the claims of a valid id_token, which may be extended by those of the userinfo endpoint.
    ///
    /// # Errors
    /// [`Problem::EmailMissing`]; [`Problem::Domain`] for an account of Google outside of the address's Workspace.
    pub(super) fn read(issuer: &str, claims: &Map<String, Value>, groups_claim: &str) -> Result<Self, Problem> {
        let of = |name: &str| claims.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let is_refuted = matches!(claims.get("email_verified"), Some(Value::Bool(false)))
            || of("email_verified").is_some_and(|text| text.eq_ignore_ascii_case("false"));
        let email = of("email").and_then(|email| text::email("email", email).ok()).filter(|_| !is_refuted);
        let email = email.ok_or(Problem::EmailMissing)?;
        let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
        if issuer == GOOGLE && !of("hd").is_some_and(|workspace| workspace.eq_ignore_ascii_case(domain)) {
            return Err(Problem::Domain);
        }
        let joined = || Some(format!("{} {}", of("given_name")?, of("family_name")?));
        Ok(Self {
            subject: of("sub").unwrap_or_default().to_owned(),
            name: of("name").map(ToOwned::to_owned).or_else(joined),
            groups: claims.get(groups_claim).map(read_groups),
            email,
        })
    }
}

/// A list of names, or one name.
fn read_groups(claim: &Value) -> Vec<String> {
    match claim {
        Value::String(name) => vec![name.clone()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).take(MAX_GROUPS).map(ToOwned::to_owned).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(issuer: &str, claims: &Value) -> Result<SsoIdentity, Problem> {
        SsoIdentity::read(issuer, claims.as_object().unwrap(), "groups")
    }

    #[test]
    fn claims_are_read() {
        let identity = read(
            "https://idp.example",
            &json!({ "sub": "7", "email": "Ada@Acme.example", "given_name": "Ada", "family_name": "Demo", "groups": ["a", 1, "b"] }),
        );
        let identity = identity.unwrap();
        assert_eq!((identity.subject.as_str(), identity.email.as_str()), ("7", "ada@acme.example"));
        assert_eq!(identity.name.as_deref(), Some("Ada Demo"));
        assert_eq!(identity.groups, Some(vec!["a".to_owned(), "b".to_owned()]));
        let one = read("https://idp.example", &json!({ "sub": "7", "email": "a@b.example", "groups": "a" })).unwrap();
        assert_eq!(one.groups, Some(vec!["a".to_owned()]));
    }

    #[test]
    fn an_address_that_is_missing_or_not_verified_is_refused() {
        for claims in [
            json!({ "sub": "7" }),
            json!({ "sub": "7", "email": "" }),
            json!({ "sub": "7", "email": "nobody" }),
            json!({ "sub": "7", "email": "a@b.example", "email_verified": false }),
            json!({ "sub": "7", "email": "a@b.example", "email_verified": "false" }),
        ] {
            assert_eq!(read("https://idp.example", &claims), Err(Problem::EmailMissing), "{claims}");
        }
    }

    #[test]
    fn google_is_believed_for_the_accounts_of_the_workspace() {
        let claims = |hd: &str| json!({ "sub": "7", "email": "ada@acme.example", "email_verified": true, "hd": hd });
        assert!(read(GOOGLE, &claims("Acme.example")).is_ok());
        assert_eq!(read(GOOGLE, &claims("other.example")), Err(Problem::Domain));
        assert_eq!(read(GOOGLE, &claims("")), Err(Problem::Domain));
    }
}
