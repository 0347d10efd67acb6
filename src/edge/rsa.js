/** RSASSA-PKCS1-v1_5 with SHA-256 over `data`, by Web Crypto; `key` is PKCS#8 DER. */
export async function signRs256(key, data) {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("pkcs8", key.slice(), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign(algorithm.name, imported, data.slice()));
}

/** Whether `signature` is that of `data` by the RSA key of that modulus and exponent (base64url, as in a JSON Web Key). */
export async function verifyRs256(n, e, signature, data) {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("jwk", { kty: "RSA", alg: "RS256", n, e }, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm.name, imported, signature.slice(), data.slice());
}
