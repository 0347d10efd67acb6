//! A picture in the body of a request.

use steward_kernel::error::Error;

use crate::api::{Argument, BodyKind, Input, Needs};

use super::format::{Format, FormatError, recognize};

/// Bytes of the largest picture.
const LIMIT: usize = 1024 * 1024;

/// The body of a request, validated as a picture: PNG, JPEG or WebP by its own bytes, at most 1 MiB and 4,096 pixels a
/// side. A handler takes it after its scope, so that the bytes of a caller without permission are not read.
pub struct PictureBody {
    pub(super) format: Format,
    pub(super) bytes: Vec<u8>,
}

impl Argument for PictureBody {
    const NEEDS: Needs = Needs::body(BodyKind::Bytes(LIMIT));

    fn take(input: &mut Input) -> Result<Self, Error> {
        let bytes = input.take_body();
        let format = recognize(&bytes).map_err(|error| Error::field("picture", error_message(error)))?;
        Ok(Self { format, bytes })
    }
}

const fn error_message(error: FormatError) -> &'static str {
    match error {
        FormatError::NotAPicture => "Choose a PNG, JPEG or WebP file.",
        FormatError::WrongSize => "Choose a picture of at most 4,096 pixels in width and height.",
    }
}
