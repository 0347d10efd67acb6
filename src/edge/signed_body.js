// Bodies that a provider signed: verified and parsed here, so that only the used fields are copied into the wasm.

const MOST_KEYS = 100;
const keys = new Map();
const encoder = new TextEncoder();

async function keyOf(secret) {
  let key = keys.get(secret);
  if (key === undefined) {
    key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    if (keys.size >= MOST_KEYS) keys.clear();
    keys.set(secret, key);
  }
  return key;
}

/** Copies what is at `path`, or what ends the way to it: a value that is no object. */
function pick(from, to, path) {
  const [name, ...rest] = path;
  if (!Object.hasOwn(from, name)) return;
  const value = from[name];
  if (rest.length === 0 || value === null || typeof value !== "object" || Array.isArray(value)) to[name] = value;
  else pick(value, (to[name] ??= {}), rest);
}

/**
 * Verifies the HMAC-SHA256 of a body and selects parts of its JSON.
 * @param {string} paths names of nested fields with dots between them, separated by spaces
 * @returns {Promise<string | false | undefined>} the parts as JSON text; false when the signature is invalid, and
 *   undefined when the body is no JSON object
 */
export async function verifyAndSelect(body, secret, prefix, signature, paths) {
  let signed = body;
  if (prefix !== "") {
    const start = encoder.encode(prefix);
    signed = new Uint8Array(start.length + body.length);
    signed.set(start);
    signed.set(body, start.length);
  }
  if (!(await crypto.subtle.verify("HMAC", await keyOf(secret), signature.slice(), signed))) return false;
  let content;
  try {
    content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
  if (content === null || typeof content !== "object" || Array.isArray(content)) return undefined;
  const selected = {};
  for (const path of paths.split(" ")) pick(content, selected, path.split("."));
  return JSON.stringify(selected);
}
