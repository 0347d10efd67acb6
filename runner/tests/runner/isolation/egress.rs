//! What builds reach through the runner's proxy.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::isolated;

/// Asks for SERVER in both ways, and for a server of the same port with another name.
const ASK: &str = r#"
import { connect } from 'node:net'
const proxy = new URL(process.env.HTTPS_PROXY)
const ask = (text, then = '') => new Promise((done, failed) => {
  let answer = ''
  const socket = connect({ host: proxy.hostname, port: Number(proxy.port) }, () => socket.write(text))
  socket.on('data', (data) => {
    answer += data
    if (then !== '' && answer.includes('\r\n\r\n')) { socket.write(then); then = '' }
  })
  socket.on('close', () => done(answer.split('\r\n')))
  socket.on('error', failed)
})
const get = 'GET /there HTTP/1.1\r\nHost: x\r\n\r\n'
export default {
  plain: (await ask('GET http://SERVER/there HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n')).at(-1),
  tunnel: (await ask('CONNECT SERVER HTTP/1.1\r\n\r\n', get)).at(-1),
  other: (await ask('CONNECT localhost:PORT HTTP/1.1\r\n\r\n', get))[0],
}
"#;

/// A server that `RUNNER_EGRESS_HOSTS` names with its port is reached, also on this machine; what it does not name is not.
#[tokio::test]
async fn a_named_server() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = vec![0; 4_096];
            let length = stream.read(&mut head).await.unwrap();
            let line = String::from_utf8_lossy(&head[..length]).lines().next().unwrap_or_default().to_owned();
            stream.write_all(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{line}").as_bytes()).await.unwrap();
        }
    });
    let config = ASK.replace("SERVER", &server.to_string()).replace("PORT", &server.port().to_string());
    let hosts = server.to_string();
    let files = [("steward.config.mjs", config.as_str())];
    let Some((world, _)) = isolated(&files, None, &[("RUNNER_EGRESS_HOSTS", &hosts)]).await else { return };
    let seen = world.build(json!({})).await.configuration();
    assert_eq!(seen["plain"], "GET /there HTTP/1.1");
    assert_eq!(seen["tunnel"], "GET /there HTTP/1.1");
    assert_eq!(seen["other"], "HTTP/1.1 403 Forbidden");
}
