//! The two ceremonies of WebAuthn: their challenges, which work once and for five minutes, and their options.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{UserId, VerificationId};
use steward_kernel::signature::token_hash;
use steward_kernel::time::MINUTE;
use steward_kernel::webauthn::Algorithm;

use super::model::{
    AuthenticatorSelection, CreationOptions, CredentialDescriptor, CredentialParameters, RelyingParty, RequestOptions,
    UserEntity,
};
use super::service::{Row, rows};
use super::store;
use crate::edge::Edge;
use crate::identity::scope::Caller;

const LIFETIME_MS: i64 = 5 * MINUTE;
const PUBLIC_KEY: &str = "public-key";

/// What a ceremony is for. The names are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Register,
    SignIn,
    SecondFactor,
    Confirm,
}

impl Purpose {
    fn identifier(self, challenge: &str) -> String {
        let name = match self {
            Self::Register => "register",
            Self::SignIn => "sign-in",
            Self::SecondFactor => "second-factor",
            Self::Confirm => "confirm",
        };
        format!("passkey-{name}:{}", token_hash(challenge))
    }
}

/// The id of the relying party: the host of the platform's address.
pub(super) fn rp_id(edge: &Edge) -> Result<String, Error> {
    let url = edge.public_url()?;
    let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    Ok(host.split([':', '/']).next().unwrap_or_default().to_owned())
}

/// Creates a challenge. Only its hash is stored.
async fn begin(edge: &Edge, purpose: Purpose, user_id: Option<&UserId>) -> Result<String, Error> {
    let challenge = URL_SAFE_NO_PAD.encode(edge.random::<32>());
    let (id, now) = (edge.id(VerificationId::new), edge.now());
    let identifier = purpose.identifier(&challenge);
    let statement = crate::bind!(store::INSERT_CHALLENGE, id, identifier, user_id, now + LIFETIME_MS, now);
    edge.database()?.run(statement).await?;
    Ok(challenge)
}

#[derive(FromJson)]
struct Taken {}

/// Consumes a challenge that was created for this purpose and user.
///
/// # Errors
/// [`Error::InvalidPasskey`] when it is unknown, consumed or expired.
pub(super) async fn take(
    edge: &Edge,
    purpose: Purpose,
    user_id: Option<&UserId>,
    challenge: &str,
) -> Result<(), Error> {
    let statement = crate::bind!(store::TAKE_CHALLENGE, purpose.identifier(challenge), user_id, edge.now());
    let taken: Option<Taken> = edge.database()?.first(statement).await?;
    taken.map(|_| ()).ok_or(Error::InvalidPasskey)
}

fn descriptors(rows: Vec<Row>) -> Vec<CredentialDescriptor> {
    let descriptor =
        |row: Row| CredentialDescriptor { transports: row.transports(), id: row.credential_id, kind: PUBLIC_KEY };
    rows.into_iter().map(descriptor).collect()
}

/// The options of an authentication: with any passkey that verifies its user, or with one of this user.
///
/// # Errors
/// [`Error::Database`].
pub async fn request_options(edge: &Edge, purpose: Purpose, user_id: Option<&UserId>) -> Result<RequestOptions, Error> {
    let allow_credentials = match user_id {
        Some(user_id) => descriptors(rows(edge, user_id).await?),
        None => Vec::new(),
    };
    Ok(RequestOptions {
        challenge: begin(edge, purpose, user_id).await?,
        rp_id: rp_id(edge)?,
        timeout: LIFETIME_MS,
        user_verification: if user_id.is_none() { "required" } else { "preferred" },
        allow_credentials,
    })
}

/// The options of a registration.
///
/// # Errors
/// [`Error::Conflict`] while the email address is not verified: its owner could not take the account back.
pub(super) async fn creation_options(caller: &Caller) -> Result<CreationOptions, Error> {
    if !caller.user_email_verified {
        return Err(Error::Conflict("Verify your email address first."));
    }
    let (edge, user_id) = (&caller.edge, &caller.user_id);
    let exclude_credentials = descriptors(rows(edge, user_id).await?);
    Ok(CreationOptions {
        rp: RelyingParty { id: rp_id(edge)?, name: "Steward" },
        user: UserEntity {
            id: URL_SAFE_NO_PAD.encode(user_id.as_ref()),
            name: caller.user_email.clone(),
            display_name: caller.user_name.clone(),
        },
        challenge: begin(edge, Purpose::Register, Some(user_id)).await?,
        pub_key_cred_params: Algorithm::ALL
            .into_iter()
            .map(|algorithm| CredentialParameters { alg: algorithm.id(), kind: PUBLIC_KEY })
            .collect(),
        timeout: LIFETIME_MS,
        exclude_credentials,
        authenticator_selection: AuthenticatorSelection { resident_key: "preferred", user_verification: "preferred" },
        attestation: "none",
    })
}
