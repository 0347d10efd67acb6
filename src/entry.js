// What Cloudflare calls. worker-build's own entry makes an object and two proxies for every request, so that a class
// outlives a lost instance; functions need none of that.
import Worker, { AdvisoryLocker, EstateBuildManager, OrganizationWebSocket, RateLimiter } from "./index.js";

const { fetch, queue, scheduled } = Worker.prototype;

export default {
  fetch: (request, env, ctx) => fetch.call({ env, ctx }, request),
  queue: (batch, env, ctx) => queue.call({ env, ctx }, batch),
  scheduled: (event, env, ctx) => scheduled.call({ env, ctx }, event),
};
export { AdvisoryLocker, EstateBuildManager, OrganizationWebSocket, RateLimiter };
