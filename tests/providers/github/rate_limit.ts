import { ApiError } from "./api/answer.ts";
import type { Caller } from "./api/caller.ts";

/** GitHub's primary rate limit: so many requests an hour for each caller, reported in the headers of every answer. */
export class RateLimit {
  /** Requests an hour of an installation, an App or a user; tests lower it. */
  limit = 5000;
  private readonly windows = new Map<string, { start: number; used: number }>();

  private key(caller: Caller): string {
    if (caller.kind === "installation") return `installation ID ${caller.installation.id}`;
    return caller.kind === "user" ? `user ID ${caller.account.id}` : caller.kind;
  }

  private window(caller: Caller, seconds: number): { start: number; used: number } {
    const now = Math.floor(Date.now() / 1000);
    let window = this.windows.get(this.key(caller));
    if (window === undefined || window.start + seconds <= now) {
      window = { start: now, used: 0 };
      this.windows.set(this.key(caller), window);
    }
    return window;
  }

  /** Counts a request; refuses it (403, as GitHub does) when there is nothing left. */
  spend(caller: Caller, seconds = 3600): void {
    const window = this.window(caller, seconds);
    if (window.used >= this.limit) {
      throw new ApiError(403, `API rate limit exceeded for ${this.key(caller)}.`, "/overview/rate-limits-for-the-rest-api");
    }
    window.used += 1;
  }

  headers(caller: Caller, seconds: number): Record<string, string> {
    const { start, used } = this.window(caller, seconds);
    return {
      "x-ratelimit-limit": String(this.limit),
      "x-ratelimit-remaining": String(Math.max(0, this.limit - used)),
      "x-ratelimit-reset": String(start + seconds),
      "x-ratelimit-used": String(used),
      "x-ratelimit-resource": "core",
    };
  }
}
