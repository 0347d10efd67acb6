//! Inviting the addresses of a list.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{EstateId, InvitationId};
use steward_kernel::permission::Role;
use steward_kernel::time::DAY;

use super::events::InvitationsChanged;
use super::list::{Entry, entries};
use super::mails;
use super::model::{CreateInvitations, InvitationOutcome, InvitationResult, InvitationResults};
use super::service::{LIFETIME_MS, check_role};
use super::store;
use super::token::Token;
use crate::edge::database::{is_precondition_failed, violates};
use crate::edge::text;
use crate::identity::permission::InviteMembers;
use crate::identity::scope::InOrganization;
use crate::identity::sign_in::verification::{self, Kind, NewVerification};
use crate::platform::change::{AuditEvent, Change};
use crate::platform::limits::{self, Rule};
use crate::platform::mail::MailRequested;

/// The maximum of addresses in a list.
const MAX_ADDRESSES: usize = 500;
/// An organization invites an address at most so often in a day by a list.
const MAX_INVITATIONS: u32 = 3;
/// How often a list is tried when it conflicts with another change.
const MAX_ATTEMPTS: usize = 3;

/// What the organization has for an address.
#[derive(FromJson)]
struct Known {
    email: String,
    #[serde(deserialize_with = "flag")]
    is_member: bool,
    #[serde(deserialize_with = "flag")]
    is_invited: bool,
    /// The number of invitations in the last day.
    recent: u32,
}

/// A line of the list: its address, or why it has none.
struct Line {
    entry: Entry,
    email: Result<String, String>,
}

/// Invites the addresses of a list that can be invited, all in one change, and says for each what happened. Repeating it
/// invites nobody again.
///
/// # Errors
/// [`Error::Validation`] for `list` with none or more than 500 addresses, and as for one invitation;
/// [`Error::PermissionDenied`], [`Error::StepUpRequired`], [`Error::RateLimited`] after ten lists in an hour.
pub async fn create(
    scope: &InOrganization<InviteMembers>,
    body: CreateInvitations,
) -> Result<InvitationResults, Error> {
    let entries = entries(&body.list, MAX_ADDRESSES);
    if entries.is_empty() {
        return Err(Error::field("list", "Enter at least one email address."));
    }
    if entries.len() > MAX_ADDRESSES {
        return Err(Error::field("list", "Use at most 500 addresses."));
    }
    let estate_ids = check_role(scope, body.role, body.estate_ids).await?;
    let _ = limits::attempt(&scope.caller.edge, &[Rule::InvitationList(scope.organization_id.as_ref())]).await?;
    let lines: Vec<Line> = entries
        .into_iter()
        .map(|entry| {
            let email = text::email("list", &entry.text).map_err(|error| reason(&error));
            Line { entry, email }
        })
        .collect();
    for _ in 0..MAX_ATTEMPTS {
        let known = known(scope, &lines).await?;
        let outcomes = outcomes(&lines, &known);
        match write(scope, body.role, &estate_ids, &lines, &outcomes).await {
            // somebody became a member or was invited meanwhile, or the caller's role has changed
            Err(error) if is_precondition_failed(&error) || violates(&error, "invitation.organization_id") => {}
            written => {
                written?;
                return Ok(results(lines, outcomes));
            }
        }
    }
    Err(Error::Conflict("The members or invitations changed at the same time: reload them and try again."))
}

/// The sentence about an invalid address.
fn reason(error: &Error) -> String {
    match error {
        Error::Validation(problems) => problems.first().map(|problem| problem.message.clone()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// What the organization has for the addresses of the lines, by address.
async fn known(scope: &InOrganization<InviteMembers>, lines: &[Line]) -> Result<BTreeMap<String, Known>, Error> {
    let edge = &scope.caller.edge;
    let emails: BTreeSet<&String> = lines.iter().filter_map(|line| line.email.as_ref().ok()).collect();
    let emails = json!(emails).to_string();
    let statement = crate::bind!(store::SELECT_KNOWN, scope.organization_id, emails, edge.now(), edge.now() - DAY);
    let rows: Vec<Known> = edge.database()?.all(statement).await?;
    Ok(rows.into_iter().map(|row| (row.email.clone(), row)).collect())
}

/// What happens with each line.
fn outcomes(lines: &[Line], known: &BTreeMap<String, Known>) -> Vec<InvitationOutcome> {
    let mut seen = BTreeSet::new();
    let outcome = |line: &Line| {
        let Ok(email) = &line.email else { return InvitationOutcome::Invalid };
        match known.get(email) {
            _ if !seen.insert(email.clone()) => InvitationOutcome::Duplicate,
            Some(known) if known.is_member => InvitationOutcome::AlreadyMember,
            Some(known) if known.is_invited => InvitationOutcome::AlreadyInvited,
            Some(known) if known.recent >= MAX_INVITATIONS => InvitationOutcome::TooOften,
            _ => InvitationOutcome::Invited,
        }
    };
    lines.iter().map(outcome).collect()
}

async fn write(
    scope: &InOrganization<InviteMembers>,
    role: Role,
    estate_ids: &[EstateId],
    lines: &[Line],
    outcomes: &[InvitationOutcome],
) -> Result<(), Error> {
    let (edge, organization_id) = (&scope.caller.edge, &scope.organization_id);
    let invited = lines.iter().zip(outcomes).filter(|(_, outcome)| **outcome == InvitationOutcome::Invited);
    let emails: Vec<&String> = invited.filter_map(|(line, _)| line.email.as_ref().ok()).collect();
    if emails.is_empty() {
        return Ok(());
    }
    let now = edge.now();
    let key_id = edge.key_ring()?.active_id().map_err(Error::internal)?.to_owned();
    let (mut rows, mut hashes) = (Vec::new(), Vec::new());
    let mut change = Change::new(scope);
    for email in &emails {
        let id = edge.id(InvitationId::new);
        let hash = Token::of(edge, &key_id, &id)?.hash();
        rows.push(json!({ "id": id, "email": email, "hash": hash }));
        hashes.push(hash);
        change.emit(&MailRequested::new(mails::INVITATION, &id));
    }
    let proofs = emails.iter().zip(&hashes);
    let proofs = proofs
        .map(|(email, hash)| NewVerification { subject: hash, ..NewVerification::of_email(Kind::Invitation, email) });
    verification::create_all(&mut change, proofs)?;
    let rows = json!(rows).to_string();
    let emails_json = json!(emails).to_string();
    change.run(crate::bind!(store::REVOKE_ALL_EXPIRED, organization_id, emails_json, now));
    change.run(crate::bind!(
        store::INSERT_ALL,
        organization_id,
        rows,
        role,
        json!(estate_ids).to_string(),
        key_id,
        scope.caller.user_id,
        now + LIFETIME_MS,
        now,
        scope.membership_id()?,
        scope.role
    ));
    change.run(crate::bind!(store::ASSERT_INSERTED, organization_id, rows, emails.len()));
    let after = json!({ "role": role, "estateIds": estate_ids, "emails": emails });
    change.audit(&AuditEvent::new("invitation.createMany", "organization", organization_id).after(after));
    change.emit(&InvitationsChanged {});
    change.commit().await
}

fn results(lines: Vec<Line>, outcomes: Vec<InvitationOutcome>) -> InvitationResults {
    let items = lines.into_iter().zip(outcomes).map(|(line, outcome)| {
        let Line { entry: Entry { line, text }, email } = line;
        let reason = email.as_ref().err().cloned();
        let text = text.chars().take(254).collect();
        InvitationResult { line, text, email: email.ok(), outcome, reason }
    });
    InvitationResults { items: items.collect() }
}
