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
  return [response.status, response.headers.get("link") ?? "", await read(response, limit)];
}

/** The body's text; one that is too long is not read to its end. */
async function read(response, limit) {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > limit) throw new Error(`the answer is longer than ${limit} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
