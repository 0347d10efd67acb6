//! The stored objects of an estate: the files, logs and configurations of its builds.

use steward_kernel::error::Error;
use steward_kernel::id::EstateId;

use crate::edge::Edge;

/// The maximum of calls, each of which deletes up to a thousand objects.
const MAXIMUM_STEPS: usize = 20;

/// Deletes the objects of a deleted estate, at most 20,000 of them, and returns whether none is left. Running builds
/// write objects, so all builds must have ended before.
///
/// # Errors
/// [`Error::Internal`] when the bucket does not respond.
pub async fn remove_objects(edge: &Edge, estate_id: &EstateId) -> Result<bool, Error> {
    let mut steps = 0;
    for prefix in [format!("builds/{estate_id}/"), format!("files/{estate_id}/")] {
        while edge.remove_some(&prefix).await? {
            steps += 1;
            if steps == MAXIMUM_STEPS {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
