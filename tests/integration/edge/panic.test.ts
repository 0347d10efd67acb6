// Proves that a panic ends its own request with an INTERNAL_ERROR, and no other request of the same isolate.
import type { Fetcher } from "@cloudflare/workers-types";
import type { WorkerOptions } from "miniflare";
import { afterAll, expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { active, configuration, connect, ended, withStatus } from "../support/builds.ts";
import type { ErrorBody } from "../support/client.ts";
import { description } from "../support/description.ts";
import { openGates } from "../support/gate.ts";
import { linesOf, readLog } from "../support/log.ts";
import { signInAgain, signUp } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { Socket } from "../support/socket.ts";
import { integration } from "../support/test.ts";

const HEADERS_THAT_PANIC = 25_000;
const PANICS = 3;

const caller: WorkerOptions = {
  name: "caller",
  modules: true,
  compatibilityDate: "2025-11-01",
  serviceBindings: { STEWARD: "steward" },
  script: `export default {
    async fetch(request, { STEWARD }) {
      const headers = new Headers();
      const count = Number(request.headers.get("x-count"));
      for (let index = 0; index < count; index += 1) headers.set("x-" + index, "1");
      return STEWARD.fetch("http://steward/api/health", { headers });
    },
  };`,
};

const gates = await openGates();
afterAll(() => gates.close());
const test = integration({ beside: [caller] });

async function callWith({ miniflare }: Stack, count: number): Promise<{ status: number; text: string }> {
  const worker = (await miniflare.getWorker("caller")) as unknown as Fetcher;
  const answer = await worker.fetch("http://caller/", { headers: { "x-count": String(count) } });
  return { status: answer.status, text: await answer.text() };
}

test("the request that panics gets the envelope and a request id, and the log has the reason", async ({ stack }) => {
  expect((await callWith(stack, 100)).status).toBe(200);
  const { status, text } = await callWith(stack, HEADERS_THAT_PANIC);
  const { error, requestId } = JSON.parse(text) as ErrorBody;
  expect([status, error.code, error.message]).toEqual([500, "INTERNAL_ERROR", "Something went wrong on our side: try again later."]);
  await until("the log to say what happened", () => stack.lines.some((line) => line.includes(requestId) && line.includes("panic: size overflows MAX_SIZE")));
  await until("the request's own line", () => stack.lines.some((line) => line.includes(requestId) && line.includes('"status":500')));
  expect((await callWith(stack, 100)).status).toBe(200);
});

test("open streams and sockets and concurrent writes are not affected", async ({ stack, owner }) => {
  const { build } = await connect(stack, owner, gates.configuration("during-panics", { calm: true }));
  await gates.reached("during-panics");
  const socket = await Socket.open(owner);
  const log = readLog(owner, build.id);
  const body = { repositoryId: (await owner.client.ok<{ items: { id: string }[] }>("GET", `/api/estates/${owner.estateId}/github/repositories`)).items[0]?.id };

  const work = Array.from({ length: PANICS }, (_, index) => [
    callWith(stack, HEADERS_THAT_PANIC).then(({ status }) => expect(status).toBe(500)),
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
  for (let panic = 0; panic < PANICS; panic += 1) await callWith(stack, HEADERS_THAT_PANIC);
  expect(stack.worker.pid).toBe(before);
  const { build } = await connect(stack, owner, configuration({ after: "panics" }));
  await withStatus(owner, build.id, "complete");
  expect(await active(owner)).toMatchObject({ configuration: { after: "panics" } });
  expect(description.problems("GET", "/api/health", 200, "application/json", (await callWith(stack, 1)).text)).toEqual([]);
});
