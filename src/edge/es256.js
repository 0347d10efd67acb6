const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

/** A new key pair as JSON Web Keys: the private one and the public one, each as text. */
export async function generateEs256() {
  const { privateKey } = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey("jwk", privateKey);
  return [JSON.stringify({ kty, crv, x, y, d }), JSON.stringify({ kty, crv, x, y })];
}

/** The ES256 signature of `data` by a private JSON Web Key as text. */
export async function signEs256(jwk, data) {
  const key = await crypto.subtle.importKey("jwk", JSON.parse(jwk), ALGORITHM, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, data.slice()));
}
