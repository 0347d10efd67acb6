//! R2, for values that are too large for a row.

use steward_kernel::error::Error;

use super::Edge;
use super::response::Response;

impl Edge {
    /// Returns an object's bytes as a streamed response body; `None` when the object does not exist.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not respond.
    pub async fn stored(&self, key: &str, content_type: &'static str) -> Result<Option<Response>, Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let Some(object) = bucket.get(key).execute().await.map_err(Error::internal)? else { return Ok(None) };
        let Some(body) = object.body() else { return Ok(None) };
        let response = worker::Response::from_body(body.response_body().map_err(Error::internal)?);
        Ok(Some(
            Response::passed_on(response.map_err(Error::internal)?.into()).with_header("content-type", content_type),
        ))
    }

    /// Returns an object that stores its media type: its body and the media type, which may be empty.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not respond.
    pub async fn stored_with_type(&self, key: &str) -> Result<Option<(Response, String)>, Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let Some(object) = bucket.get(key).execute().await.map_err(Error::internal)? else { return Ok(None) };
        let content_type = object.http_metadata().content_type.unwrap_or_default();
        let Some(body) = object.body() else { return Ok(None) };
        let response = worker::Response::from_body(body.response_body().map_err(Error::internal)?);
        Ok(Some((Response::passed_on(response.map_err(Error::internal)?.into()), content_type)))
    }

    /// Stores bytes under a key.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket rejects them.
    pub async fn store(&self, key: &str, bytes: Vec<u8>, content_type: &str) -> Result<(), Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let metadata = worker::HttpMetadata { content_type: Some(content_type.to_owned()), ..Default::default() };
        bucket.put(key, bytes).http_metadata(metadata).execute().await.map_err(Error::internal)?;
        Ok(())
    }

    /// Deletes an object. Deleting an object that does not exist succeeds.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not respond.
    pub async fn remove(&self, key: &str) -> Result<(), Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        bucket.delete(key).await.map_err(Error::internal)
    }

    /// Deletes up to a thousand objects whose keys start with `prefix`. Returns whether there are more.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not respond.
    pub async fn remove_some(&self, prefix: &str) -> Result<bool, Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let found = bucket.list().prefix(prefix).limit(1_000).execute().await.map_err(Error::internal)?;
        let keys: Vec<String> = found.objects().iter().map(worker::Object::key).collect();
        if !keys.is_empty() {
            bucket.delete_multiple(keys).await.map_err(Error::internal)?;
        }
        Ok(found.truncated())
    }

    /// Returns the text of the first object, in the order of keys, whose key starts with `prefix`; `None` when there is none.
    ///
    /// # Errors
    /// As [`Self::stored_text`].
    pub async fn first_stored_text(&self, prefix: &str) -> Result<Option<String>, Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let found = bucket.list().prefix(prefix).limit(1).execute().await.map_err(Error::internal)?;
        match found.objects().first() {
            Some(object) => self.stored_text(&object.key()).await,
            None => Ok(None),
        }
    }

    /// Returns an object's text; `None` when the object does not exist.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bucket does not respond, or the object is not text.
    pub async fn stored_text(&self, key: &str) -> Result<Option<String>, Error> {
        let bucket = self.env().bucket("BUCKET").map_err(Error::internal)?;
        let Some(object) = bucket.get(key).execute().await.map_err(Error::internal)? else { return Ok(None) };
        let Some(body) = object.body() else { return Ok(None) };
        body.text().await.map(Some).map_err(Error::internal)
    }
}
