// The crossing between JavaScript and wasm: one call reads a request's head, one call builds a response.

// Set on every answer of the API; pages get theirs from frontend/public/_headers. Headers that are kept are copied
// natively, which costs a fraction of building them from pairs.
const SECURITY = new Headers([
  ["cache-control", "no-store"],
  ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
  ["cross-origin-resource-policy", "same-origin"],
  ["referrer-policy", "no-referrer"],
  ["strict-transport-security", "max-age=63072000; includeSubDomains"],
  ["x-content-type-options", "nosniff"],
]);
const SECURITY_AND_JSON = new Headers(SECURITY);
SECURITY_AND_JSON.set("content-type", "application/json");

/** Method, URL, then name and value of each header, a line each (none of them can hold a line break). */
export function readHead(request) {
  let head = `${request.method}\n${request.url}`;
  request.headers.forEach((value, name) => {
    head += `\n${name}\n${value}`; // iterating would make an array of each pair
  });
  return head;
}

/** The whole body, or null when it is longer than `limit` bytes. */
export async function readBody(request, limit) {
  if (request.body === null) return new Uint8Array();
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    return Number(declared) > limit ? null : new Uint8Array(await request.arrayBuffer());
  }
  const chunks = [];
  let length = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limit) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}

function completed(response, requestId, headerLines) {
  const { headers } = response;
  headers.set("x-request-id", requestId);
  if (headerLines !== "") {
    const parts = headerLines.split("\n");
    for (let index = 0; index + 1 < parts.length; index += 2) {
      // only cookies stand side by side; everything else takes the place of what is kept
      if (parts[index] === "set-cookie") headers.append(parts[index], parts[index + 1]);
      else headers.set(parts[index], parts[index + 1]);
    }
  }
  return response;
}

/** A response of known bytes. They are a view into wasm memory, so they are copied. */
export function respond(status, requestId, isJson, headerLines, bytes) {
  const headers = isJson ? SECURITY_AND_JSON : SECURITY;
  const body = bytes.length === 0 ? null : bytes.slice();
  return completed(new Response(body, { status, headers }), requestId, headerLines);
}

/** Another response (of an object or the bucket) passed on as it is: stream, WebSocket, or stored bytes. */
export function passOn(status, requestId, headerLines, body, webSocket) {
  if (webSocket) return new Response(null, { status: 101, webSocket });
  return completed(new Response(body, { status, headers: SECURITY }), requestId, headerLines);
}

/** The binding of that name, or undefined. */
export function binding(env, name) {
  return env[name];
}
