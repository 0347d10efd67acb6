import { describe, expect, it } from "vitest";
import { type Invalidation, parseFrame } from "./frames";
import { applyFrame } from "./sequence";

function invalidation(seq: number): Invalidation {
  return { type: "invalidate", seq, resource: "build", organizationId: "org_1", estateId: "est_1", id: `build_${seq}` };
}

describe("applyFrame", () => {
  it("waits for the messages since its data was fetched on the first connection", () => {
    expect(applyFrame(null, { type: "connected", latest: 41, after: 39 })).toEqual({ last: 39, effects: [] });
  });
  it("refetches on the first connection when those are no longer stored", () => {
    expect(applyFrame(null, { type: "connected", latest: 41, after: null })).toEqual({ last: 41, effects: [{ kind: "refetch" }] });
  });
  it("waits for the missed messages when it reconnects", () => {
    expect(applyFrame(41, { type: "connected", latest: 44, after: 41 })).toEqual({ last: 41, effects: [] });
  });
  it("refetches when the server starts from a lower number", () => {
    expect(applyFrame(41, { type: "connected", latest: 3, after: null })).toEqual({ last: 3, effects: [{ kind: "refetch" }] });
  });
  it("applies each message once, despite repetitions and gaps", () => {
    let last: number | null = 10;
    const seen: number[] = [];
    for (const seq of [11, 11, 10, 12, 15, 14, 16]) {
      const next = applyFrame(last, invalidation(seq));
      last = next.last;
      for (const effect of next.effects) if (effect.kind === "invalidate") seen.push(effect.invalidation.seq);
    }
    expect(seen).toEqual([11, 12, 15, 16]);
    expect(last).toBe(16);
  });
  it("takes the number of a refetch, and shows notifications", () => {
    expect(applyFrame(4, { type: "refetch", latest: 900 })).toEqual({ last: 900, effects: [{ kind: "refetch" }] });
    const notification = { type: "notification", seq: 901, level: "warning", message: "Careful" } as const;
    expect(applyFrame(900, notification).effects).toEqual([{ kind: "notify", level: "warning", message: "Careful" }]);
  });
});

describe("parseFrame", () => {
  it("parses the frames of the server", () => {
    const text = JSON.stringify({ ...invalidation(7), estateId: null, id: null });
    expect(parseFrame(text)).toEqual({ ...invalidation(7), estateId: null, id: null });
    expect(parseFrame('{"type":"connected","userId":"usr_1","latest":3}')).toEqual({ type: "connected", latest: 3, after: null });
    expect(parseFrame('{"type":"closing","code":4409}')).toEqual({ type: "closing", code: 4409 });
    expect(parseFrame('{"type":"connected","userId":"usr_1","latest":3,"after":2}')).toEqual({ type: "connected", latest: 3, after: 2 });
  });
  it.each(["pong", "", "null", "[]", '{"type":"connected"}', '{"type":"invalidate","seq":1,"resource":"moon","organizationId":"o"}'])(
    "ignores %j",
    (text) => {
      expect(parseFrame(text)).toBeNull();
    },
  );
});
