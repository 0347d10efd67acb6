/** RSASSA-PKCS1-v1_5 with SHA-256 over `data`, by Web Crypto; `key` is PKCS#8 DER. */
export async function signRs256(key, data) {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("pkcs8", key.slice(), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign(algorithm.name, imported, data.slice()));
}
