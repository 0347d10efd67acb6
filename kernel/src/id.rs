//! TypeIDs: `<prefix>_<26 characters>`, where the characters are a UUIDv7 in lower-case Crockford base32.
//!
//! Source: the TypeID specification, version 0.3. Ids sort by creation time.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SUFFIX_LENGTH: usize = 26;

/// The text is not a TypeID with this prefix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the kind {prefix}_…")]
pub struct IdError {
    pub prefix: &'static str,
}

/// A UUIDv7: 48 bits of milliseconds since 1970, version, variant and 74 bits of `random` (RFC 9562, 5.7).
#[must_use]
pub fn uuid_v7(now_ms: i64, random: [u8; 10]) -> u128 {
    let mut entropy = [0_u8; 16];
    for (target, source) in entropy.iter_mut().skip(6).zip(random) {
        *target = source;
    }
    let milliseconds = u128::from(now_ms.max(0).unsigned_abs() & 0xFFFF_FFFF_FFFF);
    let low = u128::from_be_bytes(entropy) & 0x0FFF_3FFF_FFFF_FFFF_FFFF;
    (milliseconds << 80) | (0x7 << 76) | (0x2 << 62) | low
}

fn encode(prefix: &str, value: u128) -> String {
    let mut text = String::with_capacity(prefix.len() + 1 + SUFFIX_LENGTH);
    text.push_str(prefix);
    text.push('_');
    for position in (0..SUFFIX_LENGTH).rev() {
        let digit = (value >> (5 * position)) & 31;
        text.push(char::from(ALPHABET.get(digit as usize).copied().unwrap_or(b'0')));
    }
    text
}

fn is_valid(prefix: &str, text: &str) -> bool {
    let Some(suffix) = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')) else {
        return false;
    };
    suffix.len() == SUFFIX_LENGTH
        // 26 characters encode 130 bits, so the first must not exceed 7
        && matches!(suffix.as_bytes().first(), Some(b'0'..=b'7'))
        && suffix.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// A kind of id.
pub trait TypeId: Sized + AsRef<str> {
    /// The lower-case letters before the underscore.
    const PREFIX: &'static str;

    /// Parses an id of this kind.
    ///
    /// # Errors
    /// [`IdError`] when the prefix or the suffix is invalid.
    fn parse(text: &str) -> Result<Self, IdError>;
}

macro_rules! define_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A new id from the current time in milliseconds since 1970 and ten random bytes.
            #[must_use]
            pub fn new(now_ms: i64, random: [u8; 10]) -> Self {
                Self(encode($prefix, uuid_v7(now_ms, random)))
            }
        }

        impl TypeId for $name {
            const PREFIX: &'static str = $prefix;

            fn parse(text: &str) -> Result<Self, IdError> {
                if is_valid($prefix, text) { Ok(Self(text.to_owned())) } else { Err(IdError { prefix: $prefix }) }
            }
        }

        impl $crate::from_json::FromJson for $name {
            fn from_json(value: &serde_json::Value) -> Result<Self, $crate::from_json::JsonError> {
                let id = value.as_str().and_then(|text| Self::parse(text).ok());
                id.ok_or_else(|| $crate::from_json::JsonError::new(concat!("This must be an id that starts with ", $prefix, "_.")))
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-7][0-9a-hjkmnp-tv-z]{25}$")))
                    .examples([concat!($prefix, "_01k9zqt3m8e7tbm3hz0c3x6w5r")])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )+};
}

define_ids! {
    /// A user.
    UserId = "usr";
    /// A browser session.
    SessionId = "ses";
    /// A sign-in method, or a connected account.
    AccountId = "acc";
    /// An OAuth state, or a code or link sent by email.
    VerificationId = "ver";
    /// An organization.
    OrganizationId = "org";
    /// A user's membership in an organization.
    MembershipId = "member";
    /// An estate.
    EstateId = "est";
    /// The permission of an estate to use an account.
    EstateAccountPermissionId = "eap";
    /// An event of an estate's onboarding.
    OnboardingEventId = "onbe";
    /// The source of an estate's configuration.
    ConfigSourceId = "ics";
    /// The active configuration of an estate.
    ActiveConfigId = "icfg";
    /// A build.
    BuildId = "build";
    /// An event in the outbox.
    EventId = "obx";
    /// An API key.
    ApiKeyId = "key";
    /// A team of an organization.
    TeamId = "team";
    /// A program of an organization, with keys of its own.
    ServiceAccountId = "svc";
    /// A custom role of an organization.
    CustomRoleId = "role";
    /// An invitation to an organization.
    InvitationId = "inv";
    /// A request to join an organization.
    JoinRequestId = "jrq";
    /// The link by which people ask to join an organization.
    JoinLinkId = "jlk";
    /// An organization's domain.
    DomainId = "dom";
    /// A user's picture or an organization's logo.
    PictureId = "pic";
    /// A refresh token.
    RefreshTokenId = "rtok";
    /// A device authorization (RFC 8628).
    DeviceCodeId = "dev";
    /// A user's authenticator app.
    TotpFactorId = "totp";
    /// A passkey or a security key.
    PasskeyId = "pky";
    /// A backup code in place of an authenticator app.
    BackupCodeId = "bkc";
    /// An address or a domain that may sign up.
    SignUpAllowanceId = "sua";
    /// An address that waits to sign up.
    WaitlistEntryId = "wle";
    /// A sign-in that waits for a second factor.
    SignInChallengeId = "sic";
    /// An organization's connection to its identity provider.
    SsoConnectionId = "sso";
    /// A bearer token of an organization's identity provider.
    ScimTokenId = "sct";
    /// An app that signs in the members of an organization (OAuth).
    OAuthClientId = "oac";
    /// What a member has allowed an app.
    OAuthConsentId = "ocs";
    /// A code that an app exchanges for tokens.
    AuthorizationCodeId = "oco";
    /// A key that signs id_tokens.
    SigningKeyId = "sgk";
    /// An audit event.
    AuditId = "aud";
    /// A stream of audit events.
    AuditStreamId = "aus";
    /// A queue message that cannot be parsed.
    UndecodableMessageId = "undecodable";
    /// A request, in responses and logs.
    RequestId = "req";
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cases of the specification's `valid.json`.
    #[test]
    fn encodes_as_specified() {
        let vectors: [(u128, &str); 5] = [
            (0, "00000000000000000000000000"),
            (1, "00000000000000000000000001"),
            (32, "00000000000000000000000010"),
            (u128::MAX, "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
            (0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881, "01h2xcejqtf2nbrexx3vqjhp41"),
        ];
        for (value, suffix) in vectors {
            assert_eq!(encode("prefix", value), format!("prefix_{suffix}"));
        }
    }

    /// Cases of the specification's `invalid.json`, and an id of another kind.
    #[test]
    fn rejects_invalid_ids() {
        for text in [
            "",
            "est",
            "est_",
            "_01h2xcejqtf2nbrexx3vqjhp41",
            "EST_01h2xcejqtf2nbrexx3vqjhp41",
            "est_01H2XCEJQTF2NBREXX3VQJHP41",
            "est_8zzzzzzzzzzzzzzzzzzzzzzzzz",
            "est_01h2xcejqtf2nbrexx3vqjhp4",
            "est_01h2xcejqtf2nbrexx3vqjhp411",
            "est_01h2xcejqtf2nbrexx3vqjhpu1",
            "org_01h2xcejqtf2nbrexx3vqjhp41",
            "est-01h2xcejqtf2nbrexx3vqjhp41",
            "est_01h2xcejqtf2nbrexx3vqjhp4é",
        ] {
            assert_eq!(EstateId::parse(text), Err(IdError { prefix: "est" }), "{text}");
        }
    }

    proptest! {
        #[test]
        fn new_ids_are_valid_and_sort_by_time(
            earlier in 0_i64..(1 << 47), step in 1_i64..1_000_000, random: [u8; 10], other: [u8; 10],
        ) {
            let first = EstateId::new(earlier, random);
            let second = EstateId::new(earlier + step, other);
            prop_assert_eq!(EstateId::parse(first.as_ref()), Ok(first.clone()));
            prop_assert!(first < second);
            let value = uuid_v7(earlier, random);
            prop_assert_eq!((value >> 76) & 0xF, 7);
            prop_assert_eq!((value >> 62) & 0x3, 2);
            prop_assert_eq!(value >> 80, u128::from(earlier.unsigned_abs()));
        }
    }
}
