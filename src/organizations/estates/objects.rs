//! The objects of an estate: the files, logs and configurations of its builds.

use steward_kernel::error::Error;
use steward_kernel::id::EstateId;

use crate::edge::Edge;

/// Thousands of objects that one call removes.
const MAXIMUM_STEPS: usize = 20;

/// Removes the objects of a deleted estate, at most 20,000 of them, and returns whether none is left. Builds that still run
/// write objects: they must have ended before.
///
/// # Errors
/// [`Error::Internal`] when the bucket does not answer.
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
