//! Updating the name, settings and picture of a profile.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::id::PictureId;
use steward_kernel::input;

use super::events::emit_user_changed;
use super::model::ProfileChange;
use super::store;
use super::user::user;
use crate::edge::database::is_precondition_failed;
use crate::identity::User;
use crate::identity::scope::Caller;
use crate::platform::change::{AuditEvent, Change};
use crate::platform::files::{self, PictureBody};

async fn commit(change: Change) -> Result<(), Error> {
    change.commit().await.map_err(|error| {
        if is_precondition_failed(&error) {
            Error::Conflict("The profile changed at the same time: reload it and try again.")
        } else {
            error
        }
    })
}

/// Updates the profile.
///
/// # Errors
/// [`Error::Validation`]; [`Error::Conflict`] when it changed at the same time.
pub async fn update(caller: &Caller, body: &ProfileChange) -> Result<User, Error> {
    let edge = &caller.edge;
    let name = body.name.as_deref().map(|name| input::name("name", name)).transpose()?;
    let before = user(edge, &caller.user_id).await?;
    let name = name.unwrap_or_else(|| before.name.clone());
    let debug_mode = body.debug_mode.unwrap_or(before.debug_mode);
    if name == before.name && debug_mode == before.debug_mode {
        return Ok(before);
    }
    let mut change = Change::new(caller);
    change.must_change(crate::bind!(
        store::UPDATE_PROFILE,
        caller.user_id,
        name,
        i64::from(debug_mode),
        edge.now(),
        before.name,
        i64::from(before.debug_mode),
    ));
    change.audit(
        &AuditEvent::new("user.updateProfile", "user", &caller.user_id)
            .before(json!({ "name": before.name, "debugMode": before.debug_mode }))
            .after(json!({ "name": name, "debugMode": debug_mode })),
    );
    if name != before.name {
        emit_user_changed(&mut change, &caller.user_id).await?;
    }
    commit(change).await?;
    Ok(User { name, debug_mode, ..before })
}

/// Replaces the picture.
///
/// # Errors
/// [`Error::Conflict`] when it changed at the same time.
pub async fn set_picture(caller: &Caller, picture: PictureBody) -> Result<User, Error> {
    let id = files::service::store(&caller.edge, picture).await?;
    let updated = update_picture(caller, "user.setPicture", Some(&id)).await;
    if updated.is_err() {
        files::service::discard(&caller.edge, &id).await;
    }
    updated
}

/// Removes the picture.
///
/// # Errors
/// As [`set_picture`].
pub async fn remove_picture(caller: &Caller) -> Result<User, Error> {
    update_picture(caller, "user.removePicture", None).await
}

async fn update_picture(caller: &Caller, action: &'static str, id: Option<&PictureId>) -> Result<User, Error> {
    let edge = &caller.edge;
    let before = user(edge, &caller.user_id).await?;
    let image = id.map(files::service::path);
    if image == before.image {
        return Ok(before);
    }
    let mut change = Change::new(caller);
    change.must_change(crate::bind!(store::UPDATE_PICTURE, caller.user_id, image, edge.now(), before.image));
    let event = AuditEvent::new(action, "user", &caller.user_id);
    change.audit(&event.before(json!({ "image": before.image })).after(json!({ "image": image })));
    emit_user_changed(&mut change, &caller.user_id).await?;
    files::service::delete_after(&mut change, before.image.as_deref());
    commit(change).await?;
    Ok(User { image, ..before })
}
