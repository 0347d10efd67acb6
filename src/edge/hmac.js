/** HMAC with SHA-1 of `data`, by Web Crypto. */
export async function hmacSha1(key, data) {
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const imported = await crypto.subtle.importKey("raw", key.slice(), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign(algorithm.name, imported, data.slice()));
}

/** SHA-1 of `data`, by Web Crypto. */
export async function sha1(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-1", data.slice()));
}
