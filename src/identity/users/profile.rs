//! What one is called, and one's picture.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::{PictureId, UserId};
use steward_kernel::input;

use super::model::ProfileChange;
use super::store;
use crate::edge::Edge;
use crate::edge::database::{Statement, assert_changed, is_precondition_failed};
use crate::identity::scope::Caller;
use crate::identity::{self, User};
use crate::organizations::organizations;
use crate::platform::audit::{self, Entry};
use crate::platform::files::{self, PictureBody};
use crate::platform::outbox::{self, Event, EventName};

/// That a user looks different now: an event for each organization in which that is seen.
///
/// # Errors
/// [`Error::Database`].
pub async fn changed(edge: &Edge, user_id: &UserId) -> Result<Vec<Event>, Error> {
    let organizations = organizations::service::ids_of(edge, user_id).await?;
    let event = |organization_id| Event {
        name: EventName::UserChanged,
        organization_id: Some(organization_id),
        estate_id: None,
        payload: json!({ "userId": user_id }),
    };
    Ok(organizations.into_iter().map(event).collect())
}

/// Commits a change of a user with its audit row and events.
pub(super) async fn commit(
    caller: &Caller,
    mut statements: Vec<Statement>,
    entry: &Entry<'_>,
    events: Vec<Event>,
) -> Result<(), Error> {
    let edge = &caller.edge;
    let recorded = outbox::record(edge, events);
    statements.push(audit::record(edge, &caller.origin(), entry));
    statements.extend(recorded.statements.iter().cloned());
    edge.database()?.batch(statements).await.map_err(|error| {
        if is_precondition_failed(&error) { Error::Conflict("it changed at the same time: look again") } else { error }
    })?;
    outbox::dispatch(edge, recorded);
    Ok(())
}

/// Changes the profile.
///
/// # Errors
/// [`Error::Validation`]; [`Error::Conflict`] when it changed at the same time.
pub async fn update(caller: &Caller, change: &ProfileChange) -> Result<User, Error> {
    let edge = &caller.edge;
    let name = change.name.as_deref().map(|name| input::name("name", name)).transpose()?;
    let before = identity::service::user(edge, &caller.user_id).await?;
    let name = name.unwrap_or_else(|| before.name.clone());
    let debug_mode = change.debug_mode.unwrap_or(before.debug_mode);
    if name == before.name && debug_mode == before.debug_mode {
        return Ok(before);
    }
    let entry = Entry {
        action: "user.update",
        organization_id: None,
        estate_id: None,
        resource_type: "user",
        resource_id: caller.user_id.as_ref(),
        detail: json!({
            "before": { "name": before.name, "debugMode": before.debug_mode },
            "after": { "name": name, "debugMode": debug_mode },
        }),
    };
    let statements = vec![
        crate::bind!(
            store::UPDATE_PROFILE,
            caller.user_id,
            name,
            i64::from(debug_mode),
            edge.now(),
            before.name,
            i64::from(before.debug_mode),
        ),
        assert_changed(),
    ];
    let events = if name == before.name { Vec::new() } else { changed(edge, &caller.user_id).await? };
    commit(caller, statements, &entry, events).await?;
    Ok(User { name, debug_mode, ..before })
}

/// Shows another picture; the one before it is removed.
///
/// # Errors
/// [`Error::Conflict`] when it changed at the same time.
pub async fn set_picture(caller: &Caller, picture: PictureBody) -> Result<User, Error> {
    let id = files::service::store(&caller.edge, picture).await?;
    let shown = show(caller, "user.setPicture", Some(&id)).await;
    if shown.is_err() {
        files::service::discard(&caller.edge, &id).await;
    }
    shown
}

/// Shows no picture any more.
///
/// # Errors
/// As [`set_picture`].
pub async fn remove_picture(caller: &Caller) -> Result<User, Error> {
    show(caller, "user.removePicture", None).await
}

async fn show(caller: &Caller, action: &'static str, id: Option<&PictureId>) -> Result<User, Error> {
    let edge = &caller.edge;
    let before = identity::service::user(edge, &caller.user_id).await?;
    let image = id.map(files::service::path);
    if image == before.image {
        return Ok(before);
    }
    let entry = Entry {
        action,
        organization_id: None,
        estate_id: None,
        resource_type: "user",
        resource_id: caller.user_id.as_ref(),
        detail: json!({ "before": { "image": before.image }, "after": { "image": image } }),
    };
    let mut events = changed(edge, &caller.user_id).await?;
    events.extend(files::service::gone(before.image.as_deref()));
    let statement = crate::bind!(store::UPDATE_PICTURE, caller.user_id, image, edge.now(), before.image);
    commit(caller, vec![statement, assert_changed()], &entry, events).await?;
    Ok(User { image, ..before })
}
