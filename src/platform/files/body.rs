//! A picture in the body of a request.

use axum::extract::FromRequestParts;
use http::request::Parts;
use steward_kernel::error::Error;
use worker::send::SendFuture;

use super::format::{Format, FormatError, recognize};
use crate::edge::bridge::Failure;
use crate::edge::extract::incoming;

/// Bytes of the largest picture.
const LIMIT: usize = 1024 * 1024;

/// The body of a request, validated as a picture: PNG, JPEG or WebP by its own bytes, at most 1 MiB and 4,096 pixels a
/// side. A handler takes it after its scope, so that the bytes of a caller without permission are not read.
pub struct PictureBody {
    pub(super) format: Format,
    pub(super) bytes: Vec<u8>,
}

impl FromRequestParts<()> for PictureBody {
    type Rejection = Failure;

    fn from_request_parts(parts: &mut Parts, _: &()) -> impl Future<Output = Result<Self, Failure>> + Send {
        SendFuture::new(async move {
            let bytes = incoming(parts)?.body(LIMIT).await?;
            let format = recognize(&bytes).map_err(|error| Error::field("picture", error_message(error)))?;
            Ok(Self { format, bytes })
        })
    }
}

const fn error_message(error: FormatError) -> &'static str {
    match error {
        FormatError::NotAPicture => "Choose a PNG, JPEG or WebP file.",
        FormatError::WrongSize => "Choose a picture of at most 4,096 pixels in width and height.",
    }
}
