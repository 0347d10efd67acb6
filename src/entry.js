// What Cloudflare calls. An entry by class makes an object for every request; functions
// need none.
import Worker, { AdvisoryLocker, EstateBuildManager, OrganizationWebSocket, RateLimiter } from "./index.js";

const { fetch, queue, scheduled } = Worker.prototype;

export default {
  fetch: (request, env, ctx) => fetch.call({ env, ctx }, request),
  queue: (batch, env, ctx) => queue.call({ env, ctx }, batch),
  scheduled: (event, env, ctx) => scheduled.call({ env, ctx }, event),
};
export { AdvisoryLocker, EstateBuildManager, OrganizationWebSocket, RateLimiter };
