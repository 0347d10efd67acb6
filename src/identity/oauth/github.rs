//! Identities at GitHub, which issues no id_tokens, from its REST API.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;

use super::exchange::external_error;
use super::provider::{Identity, Provider};
use crate::edge::text;
use crate::platform::http_client::{HttpClient, Request};

#[derive(FromJson)]
struct User {
    id: u64,
    login: String,
    name: Option<String>,
}

#[derive(FromJson)]
struct Address {
    email: String,
    primary: bool,
    verified: bool,
}

/// Returns the user of an access token, with the primary email address.
/// <https://docs.github.com/rest/users/users#get-the-authenticated-user>,
/// <https://docs.github.com/rest/users/emails#list-email-addresses-for-the-authenticated-user>
///
/// # Errors
/// [`Error::ExternalApi`].
pub async fn identity(api_url: &str, access_token: &str) -> Result<Identity, Error> {
    let user: User = get(api_url, "/user", access_token).await?;
    let addresses: Vec<Address> = get(api_url, "/user/emails?per_page=100", access_token).await?;
    Ok(to_identity(user, addresses))
}

fn to_identity(user: User, addresses: Vec<Address>) -> Identity {
    let primary = addresses.into_iter().find(|address| address.primary);
    let is_verified = primary.as_ref().is_some_and(|address| address.verified);
    let email = primary.and_then(|address| text::email("email", &address.email).ok());
    Identity {
        account_id: user.id.to_string(),
        label: Some(user.login),
        name: user.name,
        email_verified: is_verified && email.is_some(),
        is_email_authority: false,
        email,
    }
}

async fn get<T: FromJson>(api_url: &str, path: &str, access_token: &str) -> Result<T, Error> {
    let fail = |detail: String| external_error(Provider::GitHub, format!("GET {path}: {detail}"));
    let request = Request::get(format!("{api_url}{path}"))
        .header("accept", "application/vnd.github+json")
        .header("x-github-api-version", "2022-11-28")
        .bearer(access_token);
    let response = HttpClient::new(Provider::GitHub.id()).send(&request).await;
    let response = response.map_err(|error| fail(error.to_string()))?;
    if response.status != 200 {
        return Err(fail(format!("status {}", response.status)));
    }
    steward_kernel::from_json::read(&response.body).map_err(|_| fail("unexpected response".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity_of(addresses: &str) -> Identity {
        let user =
            steward_kernel::from_json::read(r#"{"id":583231,"login":"octocat","name":null,"email":null}"#).unwrap();
        to_identity(user, steward_kernel::from_json::read(addresses).unwrap())
    }

    #[test]
    fn the_identity_has_the_primary_address() {
        let identity = identity_of(
            r#"[
            {"email":"other@acme.example","primary":false,"verified":true,"visibility":null},
            {"email":"Octo@Acme.example","primary":true,"verified":true,"visibility":"public"}]"#,
        );
        assert_eq!((identity.account_id.as_str(), identity.label.as_deref()), ("583231", Some("octocat")));
        assert_eq!((identity.email.as_deref(), identity.email_verified), (Some("octo@acme.example"), true));
    }

    #[test]
    fn another_verified_address_does_not_count() {
        let unverified = identity_of(
            r#"[{"email":"a@acme.example","primary":true,"verified":false},
            {"email":"b@acme.example","primary":false,"verified":true}]"#,
        );
        assert_eq!((unverified.email.as_deref(), unverified.email_verified), (Some("a@acme.example"), false));
        assert_eq!((identity_of("[]").email, identity_of("[]").email_verified), (None, false));
    }
}
