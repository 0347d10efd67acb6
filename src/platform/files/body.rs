//! A picture in the body of a request.

use steward_kernel::error::Error;

use crate::api::{Argument, BodyKind, Input, Needs};

use super::format::{Cleaned, FormatError, clean};

/// Bytes of the largest picture.
const LIMIT: usize = 1024 * 1024;

/// The body of a request, as a picture without metadata: PNG, JPEG or WebP by its own bytes, at most 1 MiB and 4,096
/// pixels a side. A handler takes it after its scope, so that the bytes of a caller without permission are not read.
pub struct PictureBody(pub(super) Cleaned);

impl Argument for PictureBody {
    const NEEDS: Needs = Needs::body(BodyKind::Bytes(LIMIT));

    fn take(input: &mut Input) -> Result<Self, Error> {
        clean(&input.take_body()).map(Self).map_err(refused)
    }
}

fn refused(error: FormatError) -> Error {
    let message = match error {
        FormatError::NotAPicture => "Choose a PNG, JPEG or WebP file.",
        FormatError::WrongSize => "Choose a picture of at most 4,096 pixels in width and height.",
    };
    Error::field("picture", message)
}
