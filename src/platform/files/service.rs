//! Storing, serving and deleting pictures.

use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{PictureId, TypeId};

use super::body::PictureBody;
use super::format::{Cleaned, Format};
use crate::edge::response::Response;
use crate::edge::{Edge, log};
use crate::platform::change::{Change, Event};

/// Where pictures are served.
const PATH: &str = "/api/pictures/";

pub(super) fn key(id: &PictureId) -> String {
    format!("pictures/{id}")
}

/// The path of a picture: what `user.image` and `organization.logo` hold.
#[must_use]
pub fn path(id: &PictureId) -> String {
    format!("{PATH}{id}")
}

/// Stores a picture under a new id. The change that shows it comes afterwards; when that fails, [`discard`] the
/// picture.
///
/// # Errors
/// [`Error::Internal`] when the bucket fails.
pub async fn store(edge: &Edge, PictureBody(picture): PictureBody) -> Result<PictureId, Error> {
    let Cleaned { format, bytes } = picture;
    let id = edge.id(PictureId::new);
    edge.store(&key(&id), bytes, format.content_type()).await?;
    Ok(id)
}

/// Deletes a picture that no row shows.
pub async fn discard(edge: &Edge, id: &PictureId) {
    if let Err(error) = edge.remove(&key(id)).await {
        log::error("delete picture failed", &[("error", format!("{error:?}").into())]);
    }
}

/// No row shows a picture any more.
#[derive(Debug, serde::Serialize, FromJson)]
#[serde(rename_all = "camelCase")]
pub struct PictureGone {
    pub picture_id: PictureId,
}

impl Event for PictureGone {
    const NAME: &'static str = "picture:gone";
}

/// Deletes the picture at a path after the change. A path that is not one of ours is ignored.
pub fn delete_after(change: &mut Change, path: Option<&str>) {
    if let Some(picture_id) = path.and_then(id_of) {
        change.emit(&PictureGone { picture_id });
    }
}

fn id_of(path: &str) -> Option<PictureId> {
    PictureId::parse(path.strip_prefix(PATH)?).ok()
}

/// A picture as an answer. It never changes, so browsers keep it for a year.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(edge: &Edge, id: &PictureId) -> Result<Response, Error> {
    let (body, content_type) = edge.stored_with_type(&key(id)).await?.ok_or(Error::NotFound)?;
    let format = Format::of_content_type(&content_type).ok_or(Error::NotFound)?;
    Ok(body
        .with_header("content-type", format.content_type())
        .with_header("cache-control", "private, max-age=31536000, immutable")
        .with_header("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_of_ours_are_deleted() {
        let id = PictureId::new(1, [2; 10]);
        assert_eq!(id_of(&path(&id)), Some(id.clone()));
        assert_eq!(serde_json::json!(PictureGone { picture_id: id.clone() }), serde_json::json!({ "pictureId": id }));
        for other in ["", "https://example.org/a.png", "/api/pictures/usr_1", "/api/pictures/"] {
            assert_eq!(id_of(other), None, "{other:?}");
        }
    }
}
