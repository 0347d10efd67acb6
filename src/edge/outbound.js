/**
 * Sends one HTTP request. Redirects are not followed. The timeout covers the whole exchange, the body included.
 * @returns {Promise<[number, string, ReadableStreamDefaultReader | undefined]>} status, headers as alternating lines of
 * name and value, reader of the body
 */
export async function open(method, url, headerLines, body, timeoutMs) {
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
  const lines = [];
  for (const [name, value] of response.headers) lines.push(name, value);
  return [response.status, lines.join("\n"), response.body?.getReader()];
}

/** The next piece of a body; undefined at its end. */
export async function read(reader) {
  const { done, value } = await reader.read();
  return done ? undefined : value;
}

/** Gives up the rest of a body. */
export function cancel(reader) {
  reader.cancel().catch(() => undefined);
}
