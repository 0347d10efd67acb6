// Bodies that a provider signed: read, verified and parsed here, so that only the used fields are copied into the wasm.

const MOST_KEYS = 100;
const BLOCK = 64; // bytes of a block of SHA-256
const pads = new Map();
const encoder = new TextEncoder();

/** The padded keys of an HMAC-SHA256 (RFC 2104): the runtime's own HMAC takes a body only as a whole. */
async function padsOf(secret) {
  let found = pads.get(secret);
  if (found === undefined) {
    let key = encoder.encode(secret);
    if (key.length > BLOCK) key = new Uint8Array(await crypto.subtle.digest("SHA-256", key));
    found = [0x36, 0x5c].map((pad) => Uint8Array.from({ length: BLOCK }, (_, index) => (key[index] ?? 0) ^ pad));
    if (pads.size >= MOST_KEYS) pads.clear();
    pads.set(secret, found);
  }
  return found;
}

/** An HMAC-SHA256 that takes the body in pieces. */
async function hmacOf(secret, prefix) {
  const [inner, outer] = await padsOf(secret);
  const stream = new crypto.DigestStream("SHA-256");
  stream.digest.catch(() => undefined); // rejects when the body is given up
  const writer = stream.getWriter();
  await writer.write(inner);
  if (prefix !== "") await writer.write(encoder.encode(prefix));
  return {
    add: (piece) => writer.write(piece),
    giveUp: () => writer.abort().catch(() => undefined),
    async matches(signature) {
      await writer.close();
      const signed = new Uint8Array(BLOCK + 32);
      signed.set(outer);
      signed.set(new Uint8Array(await stream.digest), BLOCK);
      const expected = await crypto.subtle.digest("SHA-256", signed);
      return signature.length === expected.byteLength && crypto.subtle.timingSafeEqual(expected, signature);
    },
  };
}

/** Copies what is at `path`, or what ends the way to it: a value that is no object. */
function pick(from, to, path) {
  const [name, ...rest] = path;
  if (!Object.hasOwn(from, name)) return;
  const value = from[name];
  if (rest.length === 0 || value === null || typeof value !== "object" || Array.isArray(value)) to[name] = value;
  else pick(value, (to[name] ??= {}), rest);
}

/** The pieces as JSON, which a form has in its field `payload`; undefined when they are none. */
function parse(pieces, isForm) {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let text = "";
    for (const piece of pieces) text += decoder.decode(piece, { stream: true });
    text += decoder.decode();
    return JSON.parse(isForm ? new URLSearchParams(text).get("payload") : text);
  } catch {
    return undefined;
  }
}

/** Reads the body to its end, into `hmac`. Resolves with its pieces, or with the status of what is wrong with it. */
async function read(body, limit, deadlineMs, hmac) {
  const pieces = [];
  if (body === null) return pieces;
  const reader = body.getReader();
  let timer;
  const deadline = new Promise((resolve) => (timer = setTimeout(resolve, deadlineMs, 408)));
  const stop = (status) => {
    reader.cancel().catch(() => undefined);
    return status;
  };
  try {
    let length = 0;
    for (;;) {
      const next = await Promise.race([reader.read(), deadline]);
      if (next === 408) return stop(408);
      if (next.done) return pieces;
      length += next.value.byteLength;
      if (length > limit) return stop(413);
      pieces.push(next.value);
      await hmac.add(next.value);
    }
  } catch {
    return 400; // the sender broke off
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads a body, verifies its HMAC-SHA256 and selects parts of its JSON, or of the JSON in a form's field `payload`.
 * @param {number} deadlineMs how long the whole body may take
 * @param {string} paths names of nested fields with dots between them, separated by spaces
 * @returns {Promise<string | number>} the parts as JSON text, or a status: 413 for a body that is longer than `limit`
 *   bytes, 408 for one that takes too long, 401 for an invalid signature, 400 when it broke off or is no JSON object
 */
export async function readVerified(request, limit, deadlineMs, secret, prefix, signature, paths) {
  if (Number(request.headers.get("content-length")) > limit) return 413;
  const expected = signature.slice(); // a view into the wasm's memory
  const hmac = await hmacOf(secret, prefix);
  const pieces = await read(request.body, limit, deadlineMs, hmac);
  if (typeof pieces === "number") {
    hmac.giveUp();
    return pieces;
  }
  if (!(await hmac.matches(expected))) return 401;
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers.get("content-type") ?? "");
  const content = parse(pieces, isForm);
  if (content === undefined || content === null || typeof content !== "object" || Array.isArray(content)) return 400;
  const selected = {};
  for (const path of paths.split(" ")) pick(content, selected, path.split("."));
  return JSON.stringify(selected);
}
