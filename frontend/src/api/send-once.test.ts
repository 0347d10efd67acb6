import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sendOnce } from "./send-once";

const teams = "https://steward.example/api/organizations/org_1/teams";
const post = (url: string) => new Request(url, { method: "POST", body: '{"name":"Design"}' });
const keyOf = (request: Request | undefined) => request?.headers.get("idempotency-key") ?? null;

describe("sendOnce", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("sends a lost request again with its key and body", async () => {
    const sent: Request[] = [];
    const send = (request: Request) => {
      sent.push(request);
      return sent.length === 1 ? Promise.reject(new TypeError("network")) : Promise.resolve(new Response());
    };
    const answer = sendOnce(post(teams), send);
    await vi.runAllTimersAsync();
    expect((await answer).ok).toBe(true);
    expect(sent).toHaveLength(2);
    expect(keyOf(sent[0])).toMatch(/^[0-9a-f-]{36}$/);
    expect(keyOf(sent[1])).toBe(keyOf(sent[0]));
    expect(await sent[1]?.text()).toBe('{"name":"Design"}');
  });

  it("gives each request another key, and sends a refused one once", async () => {
    const sent: Request[] = [];
    const send = (request: Request) => {
      sent.push(request);
      return Promise.resolve(new Response(null, { status: 409 }));
    };
    await sendOnce(post(teams), send);
    await sendOnce(post(teams), send);
    expect(sent).toHaveLength(2);
    expect(keyOf(sent[1])).not.toBe(keyOf(sent[0]));
  });

  it("leaves other requests as they are", async () => {
    const send = vi.fn((_: Request) => Promise.reject(new TypeError("network")));
    for (const request of [new Request(teams), new Request(teams, { method: "PATCH" }), post("https://steward.example/api/auth/signin")]) {
      await expect(sendOnce(request, send)).rejects.toThrow("network");
      expect(keyOf(send.mock.lastCall?.[0])).toBeNull();
    }
    expect(send).toHaveBeenCalledTimes(3);
  });
});
