// Proves that a reader of a build's log who reconnects continues after the last line without a gap or a repeat.
import { afterAll, expect } from "vitest";
import { connect, ended } from "../../support/builds.ts";
import { openGates } from "../../support/gate.ts";
import { linesOf, readLog } from "../../support/log.ts";
import { signInAgain } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const LINES = 300;
/** The lines that a reader gets before its connection is cut. */
const AT_ONCE = 100;
const gates = await openGates();
afterAll(() => gates.close());
/** Logs a line, waits at a gate, and logs another line. */
const talkative = (gate: string) => {
  const [[name, text]] = Object.entries(gates.configuration(gate, { done: true })) as [[string, string]];
  const say = `for (let line = 1; line <= ${LINES}; line += 1) console.log(\`line \${line}\`);\n`;
  return { [name]: say + text.replace("export default", `${say}export default`) };
};

test("a reader that reconnects many times gets every line once, in order, and the end event", async ({ stack, owner }) => {
  const { build } = await connect(stack, owner, talkative("resumed"));
  await gates.reached("resumed");
  const seen: { number: number; text: string }[] = [];
  let cuts = 0;
  for (let isOver = false; !isOver; cuts += 1) {
    if (cuts === 2) gates.open("resumed");
    const { events } = await readLog(owner, build.id, { lastEventId: seen.length, enough: (read) => linesOf(read).length >= AT_ONCE });
    expect(events[0]?.event).toBe("status");
    const lines = linesOf(events).slice(0, AT_ONCE);
    seen.push(...lines);
    isOver = lines.length < AT_ONCE;
    expect(cuts).toBeLessThan(50);
  }
  expect(cuts).toBeGreaterThan(5);
  expect(seen.map(({ number }) => number)).toEqual(seen.map((_, index) => index + 1));
  expect(seen.filter(({ text }) => text.startsWith("line ")).length).toBe(2 * LINES);
  expect(seen.length).toBe((await ended(owner, build.id)).logLineCount);
});

test("status events carry no id, so they never move a reader's position", async ({ stack, owner }) => {
  const { build } = await connect(stack, owner, talkative("status"));
  const reading = readLog(owner, build.id);
  await gates.reached("status");
  gates.open("status");
  const { events } = await reading;
  const others = events.filter(({ event }) => event !== "lines");
  expect(others.every(({ id }) => id === null)).toBe(true);
  expect(others.at(-1)).toEqual({ event: "end", id: null, data: { status: "complete" } });
  for (const { id, data } of events.filter(({ event }) => event === "lines")) expect(id).toBe(String((data.first ?? 0) + (data.lines ?? []).length - 1));
});

test("in JSON the log comes in pages, and an invalid position is refused", async ({ stack, owner }) => {
  const { build } = await connect(stack, owner, talkative("pages"));
  gates.open("pages");
  const { logLineCount } = await ended(owner, build.id);
  const path = `/api/estates/${owner.estateId}/builds/${build.id}/log`;
  const json = { accept: "application/json" };
  const { body } = await owner.client.call("GET", `${path}?after=${logLineCount - 2}`, { headers: json });
  expect(body).toMatchObject({ items: [{ number: logLineCount - 1 }, { number: logLineCount }], nextAfter: null });
  const refused = await owner.client.refused("GET", path, { headers: { ...json, "last-event-id": "many" } });
  expect(refused).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "Last-Event-ID" });
  expect(await owner.client.refused("GET", `${path}?after=-1`, { headers: json })).toMatchObject({ status: 400, field: "after" });
});

test("a stream ends with its session, and asks to be opened again, which is refused", async ({ stack, owner }) => {
  const { build } = await connect(stack, owner, talkative("ending"));
  await gates.reached("ending");
  const reader = await signInAgain(stack, owner);
  const expiresAt = Date.now() + 1_500;
  await stack.db.prepare("UPDATE session SET expires_at = ?2 WHERE id = ?1").bind(reader.sessionId, expiresAt).run();
  const { events, isClosed } = await readLog(reader, build.id);
  expect([events.at(-1)?.event, isClosed]).toEqual(["renew", true]);
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
  await expect(readLog(reader, build.id)).rejects.toThrow(/answered 401/);
  // the build goes on, and others read on
  gates.open("ending");
  const { events: rest } = await readLog(owner, build.id, { lastEventId: linesOf(events).length });
  expect(rest.at(-1)).toMatchObject({ event: "end", data: { status: "complete" } });
  expect(linesOf(rest)[0]?.number).toBe(linesOf(events).length + 1);
});
