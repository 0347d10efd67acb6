//! A picture as it comes with a request.

use axum::extract::FromRequestParts;
use http::request::Parts;
use steward_kernel::error::Error;
use worker::send::SendFuture;

use super::format::{Format, Refusal, recognize};
use crate::edge::bridge::Failure;
use crate::edge::extract::incoming;

/// No picture is longer, in bytes.
const LIMIT: usize = 1024 * 1024;

/// The body of a request, once it was found to be a picture: PNG, JPEG or WebP by its own bytes, at most 1 MiB and
/// 4,096 pixels a side. A handler takes it after its scope, so that nobody is told of their bytes who may not send them.
pub struct PictureBody {
    pub(super) format: Format,
    pub(super) bytes: Vec<u8>,
}

impl FromRequestParts<()> for PictureBody {
    type Rejection = Failure;

    fn from_request_parts(parts: &mut Parts, _: &()) -> impl Future<Output = Result<Self, Failure>> + Send {
        SendFuture::new(async move {
            let bytes = incoming(parts)?.body(LIMIT).await?;
            let format = recognize(&bytes).map_err(|refusal| Error::field("picture", sentence(refusal)))?;
            Ok(Self { format, bytes })
        })
    }
}

const fn sentence(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NoPicture => "A picture is a PNG, JPEG or WebP file.",
        Refusal::Size => "A picture is at most 4,096 pixels wide and high.",
    }
}
