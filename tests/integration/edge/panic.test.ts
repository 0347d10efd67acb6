// Proves that a panic ends its own request with an INTERNAL_ERROR, and no other request of the same isolate.
import { afterAll, expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { active, configuration, connect, ended, withStatus } from "../support/builds.ts";
import type { Answer, ErrorBody } from "../support/client.ts";
import { openGates } from "../support/gate.ts";
import { linesOf, readLog } from "../support/log.ts";
import { grantAdmin, signInAgain, signUp } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { Socket } from "../support/socket.ts";
import { integration } from "../support/test.ts";

const PANICS = 5;

const gates = await openGates();
afterAll(() => gates.close());
const test = integration({});

/** A request that panics, of an administrator's who is signed in for it. */
async function panicker(stack: Stack): Promise<() => Promise<Answer>> {
  const { client, userId } = await signUp(stack);
  await grantAdmin(stack, { userId });
  return () => client.call("POST", "/api/testing/panic", { body: { message: "a test asked for it" } });
}

test("the request that panics gets the envelope and a request id, and the log has the reason", async ({ stack }) => {
  const panic = await panicker(stack);
  const { status, body } = await panic();
  const { error, requestId } = body as ErrorBody;
  expect([status, error.code, error.message]).toEqual([500, "INTERNAL_ERROR", "An internal error occurred: try again later."]);
  await until("the log to say what happened", () => stack.lines.some((line) => line.includes(requestId) && line.includes("panic: a test asked for it")));
  await until("the request's own line", () => stack.lines.some((line) => line.includes(requestId) && line.includes('"status":500')));
  expect((await panic()).status).toBe(500);
});

test("open streams and sockets and concurrent writes are not affected", async ({ stack, owner }) => {
  const panic = await panicker(stack);
  const { build } = await connect(stack, owner, gates.configuration("during-panics", { calm: true }));
  await gates.reached("during-panics");
  const socket = await Socket.open(owner);
  const log = readLog(owner, build.id);
  const body = { repositoryId: (await owner.client.ok<{ items: { id: string }[] }>("GET", `/api/estates/${owner.estateId}/github/repositories`)).items[0]?.id };

  const work = Array.from({ length: PANICS }, (_, index) => [
    panic().then(({ status }) => expect(status).toBe(500)),
    signUp(stack),
    signInAgain(stack, owner),
    owner.client.ok("GET", "/api/auth/me", undefined, 200),
    owner.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: `Estate ${index}` }, 201),
    owner.client.ok("PUT", `/api/estates/${owner.estateId}/repository`, body, 200),
  ]);
  await Promise.all(work.flat());

  const estates = await owner.client.ok<{ items: { name: string }[] }>("GET", `/api/organizations/${owner.organizationId}/estates`);
  expect(estates.items.length).toBe(1 + PANICS);
  gates.open("during-panics");
  expect((await ended(owner, build.id)).status).toBe("complete");
  const { events } = await log;
  expect(linesOf(events).map(({ number }) => number)).toEqual(linesOf(events).map((_, index) => index + 1));
  expect(events.at(-1)).toMatchObject({ event: "end", data: { status: "complete" } });
  await until("the frames of the new estates", () => socket.messages.filter(({ resource }) => resource === "estate").length >= PANICS);
  expect(socket.closed).toBe(null);
  socket.cut();
});

test("the process keeps running, and builds run", async ({ stack, owner }) => {
  const before = stack.worker.pid;
  const panic = await panicker(stack);
  for (let times = 0; times < PANICS; times += 1) expect((await panic()).status).toBe(500);
  expect(stack.worker.pid).toBe(before);
  const { build } = await connect(stack, owner, configuration({ after: "panics" }));
  await withStatus(owner, build.id, "complete");
  expect(await active(owner)).toMatchObject({ configuration: { after: "panics" } });
});
