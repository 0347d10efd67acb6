/**
 * One HTTP request outwards, redirects not followed, bounded in time and in the size of the answer.
 * @returns {Promise<[number, string, string]>} status, `Link` header, body text
 */
export async function send(method, url, headerLines, body, timeoutMs, limit) {
  const headers = [];
  const parts = headerLines.split("\n");
  for (let index = 0; index + 1 < parts.length; index += 2) headers.push([parts[index], parts[index + 1]]);
  const response = await fetch(url, {
    method,
    headers,
    body: body === undefined ? null : body,
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  if (text.length > limit) throw new Error(`the answer is longer than ${limit} characters`);
  return [response.status, response.headers.get("link") ?? "", text];
}
