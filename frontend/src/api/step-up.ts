/** Asks the user to confirm who they are; resolves with whether they did. */
type Ask = () => Promise<boolean>;

let ask: Ask | null = null;
/** Concurrent requests wait for the same dialog. */
let asked: Promise<boolean> | null = null;

/** Installs what asks the user; returns how to remove it. */
export function installStepUp(install: Ask): () => void {
  ask = install;
  return () => {
    if (ask === install) ask = null;
  };
}

/** Sends a request. When the API first wants the user to confirm who they are, asks them and sends it once more. */
export async function sendWithStepUp(request: Request, send: (request: Request) => Promise<Response>): Promise<Response> {
  if (request.method === "GET" || ask === null) return send(request);
  const copy = request.clone();
  const response = await send(request);
  if (response.status !== 403 || !(await isStepUp(response.clone()))) return response;
  asked ??= ask().finally(() => (asked = null));
  return (await asked) ? send(copy) : response;
}

async function isStepUp(response: Response): Promise<boolean> {
  const body = (await response.json().catch(() => null)) as { error?: { code?: unknown } } | null;
  return body?.error?.code === "STEP_UP_REQUIRED";
}
