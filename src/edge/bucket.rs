//! R2: what is too large for a row.

use steward_kernel::error::Error;

use super::Edge;
use super::response::Response;

impl Edge {
    /// An object's bytes as the body of an answer, streamed; nothing when there is no such object.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not answer.
    pub async fn stored(&self, key: &str, content_type: &'static str) -> Result<Option<Response>, Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let Some(object) = bucket.get(key).execute().await.map_err(Error::internal)? else { return Ok(None) };
        let Some(body) = object.body() else { return Ok(None) };
        let response = worker::Response::from_body(body.response_body().map_err(Error::internal)?);
        Ok(Some(
            Response::passed_on(response.map_err(Error::internal)?.into()).with_header("content-type", content_type),
        ))
    }

    /// The same for an object that says itself what it is: its body and its media type, which may be empty.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not answer.
    pub async fn stored_with_type(&self, key: &str) -> Result<Option<(Response, String)>, Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let Some(object) = bucket.get(key).execute().await.map_err(Error::internal)? else { return Ok(None) };
        let content_type = object.http_metadata().content_type.unwrap_or_default();
        let Some(body) = object.body() else { return Ok(None) };
        let response = worker::Response::from_body(body.response_body().map_err(Error::internal)?);
        Ok(Some((Response::passed_on(response.map_err(Error::internal)?.into()), content_type)))
    }

    /// Keeps bytes under a key.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not take them.
    pub async fn store(&self, key: &str, bytes: Vec<u8>, content_type: &str) -> Result<(), Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let metadata = worker::HttpMetadata { content_type: Some(content_type.to_owned()), ..Default::default() };
        bucket.put(key, bytes).http_metadata(metadata).execute().await.map_err(Error::internal)?;
        Ok(())
    }

    /// Removes an object; one that is not there is as good as removed.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not answer.
    pub async fn remove(&self, key: &str) -> Result<(), Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        bucket.delete(key).await.map_err(Error::internal)
    }

    /// Removes the objects whose keys start with `prefix`, at most a thousand of them. Whether there are more.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not answer.
    pub async fn remove_some(&self, prefix: &str) -> Result<bool, Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let found = bucket.list().prefix(prefix).limit(1_000).execute().await.map_err(Error::internal)?;
        let keys: Vec<String> = found.objects().iter().map(worker::Object::key).collect();
        if !keys.is_empty() {
            bucket.delete_multiple(keys).await.map_err(Error::internal)?;
        }
        Ok(found.truncated())
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
