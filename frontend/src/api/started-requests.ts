declare global {
  interface Window {
    /** Requests that app/start.ts has sent before the app was loaded, by path and query. */
    startedRequests?: Map<string, Promise<Response>>;
  }
}

/** Starts a GET request that the app is about to need, and reads it to its end, whether or not anybody takes the answer. */
export function startRequest(path: string): Promise<Response> {
  const answer = fetch(path).then(async (response) => new Response(await response.arrayBuffer(), response));
  window.startedRequests ??= new Map();
  window.startedRequests.set(path, answer);
  answer.catch(() => undefined); // the request that takes it handles the error
  return answer;
}

/** Forgets the answers that the first page did not need: later they would be old. */
export function dropStartedRequests(): void {
  delete window.startedRequests;
}

/** Whether nobody has taken the answer to a request yet. */
export function isWaiting(path: string): boolean {
  return window.startedRequests?.has(path) ?? false;
}

/** The answer to a request that was sent already, once. */
export function takeStartedRequest({ method, url }: Request): Promise<Response> | undefined {
  if (method !== "GET" || !window.startedRequests) return undefined;
  const { pathname, search } = new URL(url);
  const answer = window.startedRequests.get(pathname + search);
  window.startedRequests.delete(pathname + search);
  return answer;
}
