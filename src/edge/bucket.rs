//! R2: what is too large for a row.

use steward_kernel::error::Error;

use super::Edge;
use super::bridge::PassedOn;

impl Edge {
    /// An object's bytes as the body of an answer, streamed; nothing when there is no such object.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not answer.
    pub async fn stored(&self, key: &str, content_type: &'static str) -> Result<Option<PassedOn>, Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let Some(object) = bucket.get(key).execute().await.map_err(Error::internal)? else { return Ok(None) };
        let Some(body) = object.body() else { return Ok(None) };
        let response = worker::Response::from_body(body.response_body().map_err(Error::internal)?);
        Ok(Some(PassedOn::new(response.map_err(Error::internal)?.into()).with_header("content-type", content_type)))
    }

    /// An object's text; nothing when there is no such object.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not answer, or the object is not text.
    pub async fn stored_text(&self, key: &str) -> Result<Option<String>, Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let Some(object) = bucket.get(key).execute().await.map_err(Error::internal)? else { return Ok(None) };
        let Some(body) = object.body() else { return Ok(None) };
        body.text().await.map(Some).map_err(Error::internal)
    }
}
