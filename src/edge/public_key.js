const ALGORITHMS = {
  ES256: [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }],
  EdDSA: [{ name: "Ed25519" }, { name: "Ed25519" }],
  RS256: [{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, { name: "RSASSA-PKCS1-v1_5" }],
};

/** Whether `signature` is that of `data` by the key, a JSON Web Key as text, with one of these algorithms. */
export async function verifySignature(algorithm, jwk, signature, data) {
  const [imported, verified] = ALGORITHMS[algorithm];
  const key = await crypto.subtle.importKey("jwk", JSON.parse(jwk), imported, false, ["verify"]);
  return crypto.subtle.verify(verified, key, signature.slice(), data.slice());
}
