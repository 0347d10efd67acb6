const retryMs = 1000;
/** Where a request that is repeated could create something twice. */
const repeatable = /\/api\/(organizations|estates)\b/;

/**
 * Sends a request. One that creates or starts something has an idempotency key, so that it can be sent once more when its
 * response is lost on the way: it takes effect once.
 */
export async function sendOnce(request: Request, send: (request: Request) => Promise<Response>): Promise<Response> {
  if (request.method !== "POST" || !repeatable.test(request.url)) return send(request);
  request.headers.set("idempotency-key", crypto.randomUUID());
  const copy = request.clone();
  return send(request).catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    return send(copy);
  });
}
