//! Responses as records keep them: the status, a line break and the body.

use crate::edge::response::{Body, Response};

/// Longer bodies are not kept.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The response as text; `None` for one that cannot be kept: a long one, a stream, or bytes that are no JSON.
pub(super) fn write(response: &Response) -> Option<String> {
    let body = match &response.body {
        Body::Empty => "",
        Body::Json(bytes) if bytes.len() <= MAX_BODY_BYTES => std::str::from_utf8(bytes).ok()?,
        Body::Json(_) | Body::Bytes(_) | Body::PassedOn(_) => return None,
    };
    Some([&response.status.to_string(), body].join("\n"))
}

/// The response that was written so.
pub(super) fn read(text: &str) -> Option<Response> {
    let (status, body) = text.split_once('\n')?;
    let status = status.parse().ok()?;
    let response =
        if body.is_empty() { Response::empty(status) } else { Response::json(status, body.as_bytes().to_vec()) };
    Some(response.with_header("idempotency-replayed", "true"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(response: &Response) -> Option<(u16, Vec<u8>)> {
        let read = read(&write(response)?)?;
        assert_eq!(read.headers, [("idempotency-replayed", "true".to_owned())]);
        match read.body {
            Body::Json(bytes) => Some((read.status, bytes)),
            _ => Some((read.status, Vec::new())),
        }
    }

    #[test]
    fn a_response_is_given_again() {
        let body = b"{\"a\":\"1\\n2\"}\n".to_vec();
        assert_eq!(again(&Response::json(201, body.clone())), Some((201, body)));
        assert_eq!(again(&Response::empty(204)), Some((204, Vec::new())));
    }

    #[test]
    fn a_long_response_is_not_kept() {
        assert!(again(&Response::json(200, vec![b' '; MAX_BODY_BYTES])).is_some());
        assert!(again(&Response::json(200, vec![b' '; MAX_BODY_BYTES + 1])).is_none());
    }
}
