//! The authenticated caller of a request.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{ApiKeyId, OAuthClientId, RequestId, ServiceAccountId, SessionId, UserId};
use steward_kernel::permission::{CredentialKind, Permission};
use worker::send::SendWrapper;

use super::BrowserRequest;
use super::resolve::Row;
use crate::api::{Argument, Audience, Input, Needs};
use crate::edge::Edge;
use crate::identity::administrators;
use crate::identity::model::UserRole;
use crate::identity::sessions::credential::Credential;
use crate::platform::audit::{Actor, Origin};
use crate::platform::change::{self, Tenant};

/// How a caller was authenticated.
#[derive(Debug, Clone)]
pub enum AuthMethod {
    /// A session of a browser or of an API client.
    Session(SessionId),
    /// A session of an app, which acts as the user in one organization.
    App { session_id: SessionId, client_id: OAuthClientId, scopes: Vec<Permission> },
    ApiKey {
        id: ApiKeyId,
        scopes: Vec<Permission>,
        /// The service account that the key acts as, instead of the user who created it.
        service_account_id: Option<ServiceAccountId>,
    },
}

impl AuthMethod {
    fn of(request: &BrowserRequest, row: &Row) -> Result<Self, Error> {
        if let Some(id) = &row.session_id {
            let app = match request.credential.as_deref() {
                Some(Credential::AccessToken(token)) => token.app.as_ref(),
                _ => None,
            };
            return match (app, &row.client_id) {
                (None, None) => Ok(Self::Session(id.clone())),
                (Some(app), Some(client_id)) if app.client_id == *client_id => Ok(Self::App {
                    session_id: id.clone(),
                    client_id: client_id.clone(),
                    scopes: app_scopes(&app.scope, row),
                }),
                _ => Err(Error::Unauthenticated),
            };
        }
        let id = row.key_id.clone().ok_or_else(|| Error::internal("neither a session nor a key"))?;
        let names: Vec<String> = read_list(row.key_scopes.as_deref().unwrap_or("[]"))?;
        let scopes = names.iter().filter_map(|name| Permission::named(name)).collect();
        Ok(Self::ApiKey { id, scopes, service_account_id: row.service_account_id.clone() })
    }
}

/// The permissions of an app's token that its session was granted and that the app may still have.
fn app_scopes(scope: &str, row: &Row) -> Vec<Permission> {
    let has =
        |scopes: &Option<String>, name: &str| scopes.iter().flat_map(|text| text.split(' ')).any(|own| own == name);
    let names = scope.split(' ').filter(|name| has(&row.granted_scopes, name) && has(&row.client_scopes, name));
    names.filter_map(Permission::named).collect()
}

fn read_list<T: FromJson>(text: &str) -> Result<Vec<T>, Error> {
    steward_kernel::from_json::read(text).map_err(Error::internal)
}

/// The user of a session, or the holder of an API key, which acts in one organization: its creator or a service account.
pub struct Caller {
    pub edge: SendWrapper<Edge>,
    /// For a service account, an id that no user has. See [`Caller::person_id`].
    pub user_id: UserId,
    /// The name of the user or the service account.
    pub user_name: String,
    /// Lower case; empty for a service account.
    pub user_email: String,
    pub user_email_verified: bool,
    /// See [`crate::identity::model::User::email_proven`].
    pub user_email_proven: bool,
    pub auth_method: AuthMethod,
    /// The role on the platform. Administrators can have it by their email domain.
    pub user_role: UserRole,
    /// The administrator who impersonates the user.
    pub impersonated_by: Option<UserId>,
    pub ip_address: Option<String>,
    /// The location of the IP address according to Cloudflare: `Berlin, DE`.
    pub location: Option<String>,
    pub user_agent: String,
    pub request_id: RequestId,
    /// When the session or key ends, in milliseconds since 1970; `None` for a key that does not expire.
    pub credential_expires_at: Option<i64>,
    /// When the user last confirmed who they are in this session, in milliseconds since 1970.
    pub confirmed_at: Option<i64>,
    /// Whether the credential was the session cookie.
    pub has_cookie: bool,
}

impl Caller {
    pub(super) fn of(request: BrowserRequest, row: &Row) -> Result<Self, Error> {
        let is_named = administrators::is_named(&request.edge, &row.user_email, row.user_email_proven);
        Ok(Self {
            auth_method: AuthMethod::of(&request, row)?,
            has_cookie: request.cookie().is_some(),
            confirmed_at: row.confirmed_at,
            credential_expires_at: row.credential_expires_at,
            edge: request.edge,
            user_id: row.user_id.clone(),
            user_name: row.user_name.clone(),
            user_email: row.user_email.clone(),
            user_email_verified: row.user_email_verified,
            user_email_proven: row.user_email_proven,
            user_role: if is_named { UserRole::Admin } else { row.user_role },
            impersonated_by: row.impersonated_by.clone(),
            ip_address: request.ip_address,
            location: request.location,
            user_agent: request.user_agent,
            request_id: request.request_id,
        })
    }

    /// The session's id.
    ///
    /// # Errors
    /// [`Error::ApiKeyRefused`] for an API key, which has no session; [`Error::ProgramRefused`] for an app, whose session
    /// is not the user's own.
    pub fn session_id(&self) -> Result<&SessionId, Error> {
        match &self.auth_method {
            AuthMethod::Session(id) => Ok(id),
            AuthMethod::App { .. } => Err(Error::ProgramRefused),
            AuthMethod::ApiKey { .. } => Err(Error::ApiKeyRefused),
        }
    }

    /// The service account whose key the caller has.
    #[must_use]
    pub const fn service_account_id(&self) -> Option<&ServiceAccountId> {
        match &self.auth_method {
            AuthMethod::ApiKey { service_account_id, .. } => service_account_id.as_ref(),
            AuthMethod::Session(_) | AuthMethod::App { .. } => None,
        }
    }

    /// The user, for columns that refer to one; `None` for a service account.
    #[must_use]
    pub const fn person_id(&self) -> Option<&UserId> {
        if self.service_account_id().is_some() { None } else { Some(&self.user_id) }
    }

    /// When something that goes on after the response has to ask for the caller's rights again: after this time, and at
    /// the latest when the session or key ends. In milliseconds since 1970.
    #[must_use]
    pub fn valid_until(&self, lease_ms: i64) -> i64 {
        let lease = self.edge.now() + lease_ms;
        self.credential_expires_at.map_or(lease, |end| end.min(lease))
    }

    /// The kind of the credential.
    #[must_use]
    pub const fn credential_kind(&self) -> CredentialKind {
        match &self.auth_method {
            AuthMethod::ApiKey { .. } => CredentialKind::ApiKey,
            AuthMethod::Session(_) if self.impersonated_by.is_some() => CredentialKind::Impersonation,
            AuthMethod::Session(_) if self.has_cookie => CredentialKind::Person,
            AuthMethod::Session(_) | AuthMethod::App { .. } => CredentialKind::Program,
        }
    }

    /// Checks that the kind of the credential can have the permission; an API key and an app need it as a scope, too.
    pub(super) fn may_use(&self, permission: Permission) -> Result<(), Error> {
        let is_open = permission.is_open_to(self.credential_kind());
        match &self.auth_method {
            AuthMethod::ApiKey { scopes, .. } | AuthMethod::App { scopes, .. }
                if is_open && scopes.contains(&permission) =>
            {
                Ok(())
            }
            AuthMethod::App { .. } if !is_open => Err(self.refusal()),
            AuthMethod::ApiKey { .. } | AuthMethod::App { .. } => Err(Error::PermissionDenied(permission)),
            AuthMethod::Session(_) if is_open => Ok(()),
            AuthMethod::Session(_) => Err(self.refusal()),
        }
    }

    /// Returns an error for a program.
    pub(super) fn must_be_a_person(&self) -> Result<(), Error> {
        match self.credential_kind() {
            CredentialKind::Person | CredentialKind::Impersonation => Ok(()),
            CredentialKind::Program | CredentialKind::ApiKey => Err(self.refusal()),
        }
    }

    /// Returns an error for a program, and for an administrator who impersonates the user.
    ///
    /// # Errors
    /// [`Error::NotAllowedWhileImpersonating`], [`Error::ProgramRefused`], [`Error::ApiKeyRefused`].
    pub(super) fn must_be_the_user(&self) -> Result<(), Error> {
        if self.credential_kind() == CredentialKind::Person { Ok(()) } else { Err(self.refusal()) }
    }

    const fn refusal(&self) -> Error {
        match self.credential_kind() {
            CredentialKind::ApiKey => Error::ApiKeyRefused,
            CredentialKind::Program => Error::ProgramRefused,
            CredentialKind::Person | CredentialKind::Impersonation => Error::NotAllowedWhileImpersonating,
        }
    }

    /// The origin of the caller's changes, for the audit log.
    #[must_use]
    pub fn origin(&self) -> Origin {
        let user_id = self.user_id.clone();
        let actor = match &self.auth_method {
            AuthMethod::ApiKey { id, service_account_id: Some(service_account_id), .. } => {
                Actor::ServiceAccount { id: service_account_id.clone(), key_id: id.clone() }
            }
            AuthMethod::Session(_) => Actor::User { id: user_id, impersonated_by: self.impersonated_by.clone() },
            AuthMethod::App { client_id, .. } => Actor::App { id: client_id.clone(), user_id },
            AuthMethod::ApiKey { id, .. } => Actor::ApiKey { id: id.clone(), user_id },
        };
        Origin {
            actor,
            ip_address: self.ip_address.clone(),
            user_agent: Some(self.user_agent.clone()).filter(|text| !text.is_empty()),
            request_id: Some(self.request_id.clone()),
        }
    }
}

impl change::Scope for Caller {
    fn edge(&self) -> &Edge {
        &self.edge
    }

    fn origin(&self) -> Origin {
        Self::origin(self)
    }

    fn tenant(&self) -> Tenant {
        Tenant::NONE
    }
}

macro_rules! callers {
    ($($(#[$doc:meta])* $name:ident = $audience:ident;)+) => {$(
        $(#[$doc])*
        pub struct $name(Box<Caller>);

        impl std::ops::Deref for $name {
            type Target = Caller;

            fn deref(&self) -> &Caller {
                &self.0
            }
        }

        impl Argument for $name {
            const NEEDS: Needs = Needs::audience(Audience::$audience);

            fn take(input: &mut Input) -> Result<Self, Error> {
                input.take_scope().map(Self)
            }
        }
    )+};
}

callers! {
    /// A caller with a session. API keys are refused.
    SignedIn = SignedIn;
    /// A caller in a browser. Programs are refused.
    PersonOnly = PersonOnly;
    /// The user in a browser. Programs and impersonating administrators are refused.
    UserOnly = UserOnly;
    /// An administrator of the platform in a browser.
    Administrator = Administrator;
}
