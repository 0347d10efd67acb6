//! Signing in with the identity provider of an organization: the account and the membership at the end of the flow.

use steward_kernel::domain;
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{OrganizationId, TypeId, UserId};
use steward_kernel::input;
use steward_kernel::permission::Role;

use super::connection::{Row, callback_url};
use super::model::{SsoUrl, StartSso};
use super::roles::{changed_role, role_of_groups};
use super::store;
use crate::edge::database::Outcome;
use crate::edge::{Edge, log, text};
use crate::identity::oauth::SignInStep;
use crate::identity::scope::BrowserRequest;
use crate::identity::sso::{self, Callback, CallbackQuery, KnownUser, Problem, SsoError, SsoIdentity};
use crate::organizations::members::{admit, update_role_by_provider};
use crate::platform::change::Change;
use crate::platform::limits::{self, Rule};

const ACTION: &str = "auth.finishSso";
/// How often a sign-in is tried after losing a race against another request.
const MAX_ATTEMPTS: u32 = 3;
/// The page that explains problems.
const PROBLEM_PAGE: &str = "/sso";
/// The page that asks for the second factor.
const SECOND_FACTOR_PAGE: &str = "/second-factor";

/// Starts a sign-in with the identity provider of the organization that has verified the domain of an address. Whether the
/// address has an account plays no part in it.
///
/// # Errors
/// [`ConflictCode::SsoNotAvailable`]; [`Error::Validation`]; [`Error::ExternalApi`] when the provider does not respond;
/// [`Error::RateLimited`] after a hundred requests from the IP address in fifteen minutes.
pub async fn start(request: &BrowserRequest, body: &StartSso, cookie: Option<String>) -> Result<SsoUrl, Error> {
    let edge = &request.edge;
    let email = text::email("email", &body.email)?;
    let return_url = body.return_url.as_deref().map(|path| input::return_path("returnUrl", path)).transpose()?;
    limits::attempt(edge, &[Rule::ProviderAddress(request.ip_address.as_deref())]).await?;
    let domain = domain::of_email(&email).ok_or(ConflictCode::SsoNotAvailable)?;
    let row: Option<Row> = edge.database()?.first(crate::bind!(store::SELECT_BY_DOMAIN, domain)).await?;
    let row = row.ok_or(ConflictCode::SsoNotAvailable)?;
    let organization = row.organization_id.as_ref();
    let redirect_uri = callback_url(edge, organization)?;
    let registration = row.registration(edge)?;
    let url = sso::begin(request, organization, &registration, &redirect_uri, (&email, return_url), cookie).await?;
    Ok(SsoUrl { url })
}

/// Completes a sign-in and returns the page to redirect to.
pub async fn finish(
    request: &BrowserRequest,
    organization: &str,
    query: &CallbackQuery,
    cookie: Option<&str>,
) -> String {
    match handle_callback(request, organization, query, cookie).await {
        Ok((SignInStep::SignedIn, return_url)) => return_url.unwrap_or_else(|| "/".to_owned()),
        Ok((SignInStep::SecondFactor, None)) => SECOND_FACTOR_PAGE.to_owned(),
        Ok((SignInStep::SecondFactor, Some(return_url))) => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            format!("{SECOND_FACTOR_PAGE}?{}", query.append_pair("returnUrl", &return_url).finish())
        }
        Err(error) => page_of_problem(error),
    }
}

async fn handle_callback(
    request: &BrowserRequest,
    organization: &str,
    query: &CallbackQuery,
    cookie: Option<&str>,
) -> Result<(SignInStep, Option<String>), SsoError> {
    let edge = &request.edge;
    let organization_id = OrganizationId::parse(organization).map_err(|_| Problem::State)?;
    let callback = Callback::take(edge, organization, query, cookie).await?;
    let row = Row::find(edge, &organization_id).await?.filter(|row| row.id == *callback.connection_id());
    let row = row.ok_or(Problem::Changed)?;
    let redirect_uri = callback_url(edge, organization)?;
    let identity = sso::finish(edge, &callback, &row.registration(edge)?, &redirect_uri).await?;
    // checked when the sign-in started, and again where the browser follows it
    let return_url = callback.return_url().and_then(|path| input::return_path("returnUrl", path).ok());
    let mut attempts = 1;
    loop {
        match sign_in(request, &row, &identity).await {
            Err(SsoError::Failed(error)) if attempts < MAX_ATTEMPTS && sso::is_lost_race(&error) => attempts += 1,
            done => return done.map(|step| (step, return_url)),
        }
    }
}

#[derive(FromJson)]
struct DomainRow {
    domain: String,
}

#[derive(FromJson)]
struct MembershipRow {
    role: Option<Role>,
    #[serde(deserialize_with = "flag")]
    has_ended: bool,
}

/// The domains that the organization has verified.
async fn domains(edge: &Edge, organization_id: &OrganizationId) -> Result<Vec<String>, Error> {
    let rows: Vec<DomainRow> = edge.database()?.all(crate::bind!(store::LIST_DOMAINS, organization_id)).await?;
    Ok(rows.into_iter().map(|row| row.domain).collect())
}

/// Signs the person in: as the user of the identity, else as the user with the address, else as a new user.
async fn sign_in(request: &BrowserRequest, row: &Row, identity: &SsoIdentity) -> Result<SignInStep, SsoError> {
    let edge = &request.edge;
    let domains = domains(edge, &row.organization_id).await?;
    let domain = domain::of_email(&identity.email).filter(|domain| domains.contains(domain)).ok_or(Problem::Domain)?;
    let known = sso::find_users(edge, &row.id, identity).await?;
    let is_within = |user: &KnownUser| domain::of_email(&user.email).is_some_and(|domain| domains.contains(&domain));
    let (user, is_linked) = match (known.linked, known.addressed) {
        // the provider says nothing about a user whose address has left the organization's domains
        (Some(user), _) if is_within(&user) => (Some(user), true),
        (Some(_), _) => return Err(Problem::LinkedElsewhere.into()),
        // the address may have passed to another person at the provider
        (None, Some(user)) if user.is_linked || user.is_bot => return Err(Problem::LinkedElsewhere.into()),
        (None, user) => (user, false),
    };
    if user.as_ref().is_some_and(|user| user.is_banned) {
        return Err(Problem::Banned.into());
    }
    let user_id = user.as_ref().map_or_else(|| edge.id(UserId::new), |user| user.user_id.clone());
    let mut change = request.change_by(&user_id);
    change.run(crate::bind!(store::ASSERT_AUTHORITY, row.organization_id, domain, row.id));
    if user.is_none() {
        sso::create_user(&mut change, &user_id, &identity.email, identity.name.as_deref());
    }
    if !is_linked {
        sso::link(&mut change, &row.id, identity, user.as_ref(), &user_id).await?;
    }
    join(&mut change, row, identity, &user_id).await?;
    let has_second_factor = user.is_some_and(|user| user.has_second_factor);
    Ok(sso::commit(change, request, (&user_id, has_second_factor), &row.id, ACTION).await?)
}

/// Adds the membership, or its role by the groups, to a change.
async fn join(change: &mut Change, row: &Row, identity: &SsoIdentity, user_id: &UserId) -> Result<(), SsoError> {
    let statement = crate::bind!(store::SELECT_MEMBERSHIP, row.organization_id, user_id);
    let outcome = change.edge().database()?.run(statement).await?;
    let membership: Option<MembershipRow> = Outcome::first(&outcome)?;
    let MembershipRow { role, has_ended } =
        membership.ok_or_else(|| Error::internal("the membership was not selected"))?;
    let mappings = row.mappings()?;
    let groups = identity.groups.as_deref();
    match role {
        None if has_ended => Err(Problem::Removed.into()),
        None | Some(Role::External) => {
            let role = role_of_groups(&mappings, groups.unwrap_or_default()).unwrap_or(row.default_role);
            admit(change, ACTION, &row.organization_id, user_id, role.into(), &[]);
            Ok(())
        }
        Some(current) => {
            if let Some(role) = changed_role(current, &mappings, row.default_role, groups) {
                update_role_by_provider(change, ACTION, (&row.organization_id, user_id), current, role)?;
            }
            Ok(())
        }
    }
}

/// A page's path with the code of a problem in its query.
fn page_of_problem(error: SsoError) -> String {
    let problem = match error {
        SsoError::Problem(problem) => problem,
        SsoError::Failed(error) => {
            let detail = error.detail().unwrap_or_default();
            log::error("handle sso callback failed", &[("code", error.code().into()), ("error", detail.into())]);
            return format!("{PROBLEM_PAGE}?problem=oauth_failed");
        }
    };
    match &problem {
        Problem::Provider(detail) => {
            log::error("call identity provider failed", &[("error", detail.as_str().into())]);
        }
        // the characters of the code are those of a query
        Problem::Refused(code) if !code.is_empty() => {
            return format!("{PROBLEM_PAGE}?problem={}&reason={code}", problem.code());
        }
        _ => {}
    }
    format!("{PROBLEM_PAGE}?problem={}", problem.code())
}
