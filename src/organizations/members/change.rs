//! Roles, and the end of memberships. The last owner stays: each change counts the owners itself, in the statement that
//! makes it, and holds only while the caller still is what allowed it.

use serde::Deserialize;
use serde_json::{Value, json};
use steward_kernel::error::{ConflictCode, Error};
use steward_kernel::id::{EstateId, MembershipId, OrganizationId, UserId};
use steward_kernel::permission::{Permission, Role};

use super::MOST_GRANTS;
use super::list::{MemberRow, select};
use super::model::{Member, MemberChange};
use super::store;
use crate::edge::database::{Outcome, Statement, assert_changed, is_precondition_failed};
use crate::identity::permission::{LeaveOrganization, RemoveMembers, TransferOrganization, UpdateMembers};
use crate::identity::scope::{Caller, InOrganization};
use crate::organizations::invitations;
use crate::platform::audit::{self, Entry};
use crate::platform::outbox::{self, Event, EventName, Recorded};

#[derive(Deserialize)]
struct StandingRow {
    role: Role,
    estate_ids: String,
}

/// What a member is before a change.
struct Standing {
    role: Role,
    estate_ids: Vec<EstateId>,
}

impl Standing {
    async fn read(caller: &Caller, organization_id: &OrganizationId, user_id: &UserId) -> Result<Self, Error> {
        let statement = crate::bind!(store::SELECT_STANDING, organization_id, user_id);
        let row: Option<StandingRow> = caller.edge.database()?.first(statement).await?;
        let row = row.ok_or(Error::NotFound)?;
        let estate_ids = steward_kernel::json::read(&row.estate_ids).map_err(Error::internal)?;
        Ok(Self { role: row.role, estate_ids })
    }

    fn described(role: Role, estate_ids: &[EstateId]) -> Value {
        if role == Role::Guest { json!({ "role": role, "estateIds": estate_ids }) } else { json!({ "role": role }) }
    }
}

/// Who changes a membership, where and whose.
struct Act<'a> {
    caller: &'a Caller,
    organization_id: &'a OrganizationId,
    membership_id: &'a MembershipId,
    role: Role,
    permission: Permission,
    user_id: &'a UserId,
}

#[derive(Deserialize)]
struct Hindrance {
    caller_role: Option<Role>,
    role: Option<Role>,
    owners: u32,
}

impl Act<'_> {
    fn audit(&self, action: &'static str, detail: Value) -> Statement {
        let entry = Entry {
            action,
            organization_id: Some(self.organization_id),
            estate_id: None,
            resource_type: "organization_user_membership",
            resource_id: self.user_id.as_ref(),
            detail,
        };
        audit::record(&self.caller.edge, &self.caller.origin(), &entry)
    }

    fn event(&self, name: EventName, user_id: &UserId) -> Event {
        Event {
            name,
            organization_id: Some(self.organization_id.clone()),
            estate_id: None,
            payload: json!({ "userId": user_id }),
        }
    }

    /// Writes the change; when it was given up, looks for the reason.
    async fn commit(
        &self,
        before: Role,
        mut statements: Vec<Statement>,
        recorded: Recorded,
        last: Option<Statement>,
    ) -> Result<Vec<Outcome>, Error> {
        statements.extend(recorded.statements.iter().cloned());
        statements.extend(last);
        match self.caller.edge.database()?.batch(statements).await {
            Ok(outcomes) => {
                outbox::dispatch(&self.caller.edge, recorded);
                Ok(outcomes)
            }
            Err(error) if is_precondition_failed(&error) => Err(self.hindrance(before).await?),
            Err(error) => Err(error),
        }
    }

    async fn hindrance(&self, before: Role) -> Result<Error, Error> {
        let statement = crate::bind!(store::SELECT_HINDRANCE, self.organization_id, self.user_id, self.membership_id);
        let found: Option<Hindrance> = self.caller.edge.database()?.first(statement).await?;
        let found = found.ok_or_else(|| Error::internal("a row was due"))?;
        Ok(match (found.caller_role, found.role) {
            (None, _) | (_, None) => Error::NotFound,
            (Some(caller_role), _) if caller_role != self.role => Error::PermissionDenied(self.permission),
            (_, Some(role)) if role == before && role == Role::Owner && found.owners < 2 => {
                ConflictCode::LastOwner.into()
            }
            _ => Error::Conflict("somebody else changed this at the same time: look again"),
        })
    }
}

fn checked_estates(estate_ids: Option<Vec<EstateId>>) -> Result<Option<Vec<EstateId>>, Error> {
    let Some(mut estate_ids) = estate_ids else { return Ok(None) };
    estate_ids.sort();
    estate_ids.dedup();
    if estate_ids.len() > MOST_GRANTS {
        return Err(Error::field("estateIds", "At most 50 estates, please."));
    }
    Ok(Some(estate_ids))
}

/// Checks a list of estates that are to be granted: at most 50, each once, and all of the organization.
///
/// # Errors
/// [`Error::Validation`] for `estateIds`.
pub async fn own_estates(
    caller: &Caller,
    organization_id: &OrganizationId,
    estate_ids: Option<Vec<EstateId>>,
) -> Result<Option<Vec<EstateId>>, Error> {
    #[derive(Deserialize)]
    struct Count {
        count: usize,
    }
    let Some(estate_ids) = checked_estates(estate_ids)? else { return Ok(None) };
    if !estate_ids.is_empty() {
        let list = serde_json::to_string(&estate_ids).map_err(Error::internal)?;
        let statement = crate::bind!(store::COUNT_ESTATES, organization_id, list);
        let found: Option<Count> = caller.edge.database()?.first(statement).await?;
        if found.is_none_or(|found| found.count != estate_ids.len()) {
            return Err(Error::field("estateIds", "The organization has no such estate."));
        }
    }
    Ok(Some(estate_ids))
}

/// Changes a member's role, or a guest's estates. Their sockets are opened anew.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Validation`], [`Error::Conflict`] for oneself, [`Error::PermissionDenied`] for ranks
/// that are not below the caller's, [`ConflictCode::LastOwner`].
pub async fn update(
    scope: &InOrganization<UpdateMembers>,
    user_id: &UserId,
    change: MemberChange,
) -> Result<Member, Error> {
    let edge = &scope.caller.edge;
    let before = Standing::read(&scope.caller, &scope.organization_id, user_id).await?;
    if *user_id == scope.caller.user_id {
        return Err(Error::Conflict("nobody changes their own role"));
    }
    let role = change.role.unwrap_or(before.role);
    if change.role == Some(Role::External) {
        return Err(Error::field("role", "Externals come from connected workspaces only."));
    }
    if change.estate_ids.is_some() && role != Role::Guest {
        return Err(Error::field("estateIds", "Only to guests estates are granted one by one."));
    }
    if !(scope.role.may_manage(before.role) && scope.role.may_manage(role)) {
        return Err(Error::PermissionDenied(Permission::MemberUpdate));
    }
    let wanted = own_estates(&scope.caller, &scope.organization_id, change.estate_ids).await?;
    let estate_ids = match wanted {
        _ if role != Role::Guest => Vec::new(),
        Some(estate_ids) => estate_ids,
        None => before.estate_ids.clone(),
    };

    let act = Act {
        caller: &scope.caller,
        organization_id: &scope.organization_id,
        membership_id: &scope.membership_id,
        role: scope.role,
        permission: Permission::MemberUpdate,
        user_id,
    };
    let now = edge.now();
    let list = serde_json::to_string(&estate_ids).map_err(Error::internal)?;
    let detail = json!({
        "before": Standing::described(before.role, &before.estate_ids),
        "after": Standing::described(role, &estate_ids),
    });
    let organization_id = &scope.organization_id;
    let statements = vec![
        crate::bind!(
            store::UPDATE_ROLE,
            organization_id,
            user_id,
            before.role,
            role,
            now,
            scope.membership_id,
            scope.role
        ),
        assert_changed(),
        crate::bind!(store::DELETE_GRANTS, organization_id, user_id),
        crate::bind!(store::INSERT_GRANTS, organization_id, user_id, list, now),
        crate::bind!(store::ASSERT_GRANTS, organization_id, user_id, estate_ids.len()),
        act.audit("organization.updateMember", detail),
    ];
    let recorded = outbox::record(edge, vec![act.event(EventName::MemberChanged, user_id)]);
    let outcomes = act.commit(before.role, statements, recorded, Some(select(organization_id, user_id))).await?;
    let row = outcomes.last().map(Outcome::first::<MemberRow>).transpose()?.flatten();
    row.ok_or(Error::NotFound)?.try_into()
}

/// Ends somebody's membership, and the invitations that they have made; their sockets are closed at once.
///
/// # Errors
/// [`Error::NotFound`], [`Error::PermissionDenied`] for a rank that is not below the caller's,
/// [`ConflictCode::LastOwner`].
pub async fn remove(scope: &InOrganization<RemoveMembers>, user_id: &UserId) -> Result<(), Error> {
    let before = Standing::read(&scope.caller, &scope.organization_id, user_id).await?;
    if !scope.role.may_manage(before.role) {
        return Err(Error::PermissionDenied(Permission::MemberRemove));
    }
    let act = Act {
        caller: &scope.caller,
        organization_id: &scope.organization_id,
        membership_id: &scope.membership_id,
        role: scope.role,
        permission: Permission::MemberRemove,
        user_id,
    };
    let invited = invitations::end_of_inviter(&scope.caller.edge, &scope.organization_id, user_id);
    end(&act, "organization.removeMember", &before, Some(invited)).await
}

/// Ends the caller's own membership.
///
/// # Errors
/// [`ConflictCode::LastOwner`].
pub async fn leave(scope: &InOrganization<LeaveOrganization>) -> Result<(), Error> {
    let user_id = &scope.caller.user_id;
    let before = Standing::read(&scope.caller, &scope.organization_id, user_id).await?;
    let act = Act {
        caller: &scope.caller,
        organization_id: &scope.organization_id,
        membership_id: &scope.membership_id,
        role: scope.role,
        permission: Permission::OrganizationLeave,
        user_id,
    };
    end(&act, "organization.leave", &before, None).await
}

async fn end(
    act: &Act<'_>,
    action: &'static str,
    before: &Standing,
    more: Option<(Statement, Event)>,
) -> Result<(), Error> {
    let mut statements = vec![
        crate::bind!(store::DELETE, act.organization_id, act.user_id, before.role, act.membership_id, act.role),
        assert_changed(),
        act.audit(action, json!({ "before": Standing::described(before.role, &before.estate_ids) })),
    ];
    let mut events = vec![act.event(EventName::MemberRemoved, act.user_id)];
    if let Some((statement, event)) = more {
        statements.push(statement);
        events.push(event);
    }
    let recorded = outbox::record(&act.caller.edge, events);
    act.commit(before.role, statements, recorded, None).await.map(|_| ())
}

/// Hands the organization over: the member becomes owner, the caller admin.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Validation`] for `userId` when it is the caller or somebody from outside.
pub async fn transfer(scope: &InOrganization<TransferOrganization>, user_id: &UserId) -> Result<(), Error> {
    let edge = &scope.caller.edge;
    let caller_id = &scope.caller.user_id;
    let before = Standing::read(&scope.caller, &scope.organization_id, user_id).await?;
    if user_id == caller_id {
        return Err(Error::field("userId", "Somebody else, please."));
    }
    if before.role == Role::External {
        return Err(Error::field("userId", "Somebody from outside cannot own the organization."));
    }
    let act = Act {
        caller: &scope.caller,
        organization_id: &scope.organization_id,
        membership_id: &scope.membership_id,
        role: scope.role,
        permission: Permission::OrganizationTransfer,
        user_id,
    };
    let now = edge.now();
    let organization_id = &scope.organization_id;
    let detail = json!({
        "before": { "caller": { "userId": caller_id, "role": scope.role }, "member": Standing::described(before.role, &before.estate_ids) },
        "after": { "caller": { "userId": caller_id, "role": Role::Admin }, "member": { "role": Role::Owner } },
    });
    let mut statements = Vec::new();
    // who owns it already stays an owner; the caller steps back all the same
    if before.role != Role::Owner {
        statements.push(crate::bind!(
            store::MAKE_OWNER,
            organization_id,
            user_id,
            before.role,
            now,
            scope.membership_id
        ));
        statements.push(assert_changed());
        statements.push(crate::bind!(store::DELETE_GRANTS, organization_id, user_id));
    }
    statements.push(crate::bind!(
        store::UPDATE_ROLE,
        organization_id,
        caller_id,
        Role::Owner,
        Role::Admin,
        now,
        scope.membership_id,
        Role::Owner
    ));
    statements.push(assert_changed());
    statements.push(act.audit("organization.transfer", detail));
    let events = vec![act.event(EventName::MemberChanged, user_id), act.event(EventName::MemberChanged, caller_id)];
    act.commit(before.role, statements, outbox::record(edge, events), None).await.map(|_| ())
}
