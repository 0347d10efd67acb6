// Proves that one organization's builds never keep another's waiting, and that a waiting build says why.
import { afterAll, expect } from "vitest";
import { connect, ended, withStatus } from "../../support/builds.ts";
import { openGates } from "../../support/gate.ts";
import { linesOf, readLog } from "../../support/log.ts";
import { signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const gates = await openGates();
afterAll(() => gates.close());

const REASON = "Waiting: your organization runs as many builds as it may at a time.";

/** Another estate of a person's organization. */
async function estateOf(owner: Person, name: string): Promise<Person> {
  const { id } = await owner.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name }, 201);
  return { ...owner, estateId: id };
}

test("with a slow build running and others waiting, another organization's build starts at once", async ({ stack, owner }) => {
  const [second, third] = [await estateOf(owner, "Second"), await estateOf(owner, "Third")];
  const slow = await connect(stack, owner, gates.configuration("slow", { version: 1 }));
  await gates.reached("slow");
  const waiting = await Promise.all([second, third].map((estate, index) => connect(stack, estate, gates.configuration(`waiting-${index}`, { version: 1 }))));
  const { events } = await readLog(second, waiting[0]?.build.id ?? "", { enough: (read) => linesOf(read).some(({ text }) => text === REASON) });
  expect(linesOf(events).filter(({ text }) => text === REASON).length).toBe(1);
  expect(await withStatus(second, waiting[0]?.build.id ?? "", "queued")).toMatchObject({ status: "queued" });

  const stranger = await signUp(stack);
  const theirs = await connect(stack, stranger, { "steward.config.json": JSON.stringify({ version: 1 }) });
  expect(await ended(stranger, theirs.build.id)).toMatchObject({ status: "complete" });

  for (const gate of ["slow", "waiting-0", "waiting-1"]) gates.open(gate);
  expect((await ended(owner, slow.build.id)).status).toBe("complete");
  for (const [index, estate] of [second, third].entries()) expect((await ended(estate, waiting[index]?.build.id ?? "", 50_000)).status).toBe("complete");
});
