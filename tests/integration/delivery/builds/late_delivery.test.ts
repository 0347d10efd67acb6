// Proves that a push whose delivery comes late does not put an older commit in front of a newer one of its branch.
import { afterAll, expect } from "vitest";
import { active, configuration, connect, ended, withStatus } from "../../support/builds.ts";
import { deliver, lastPush, type Taken } from "../../support/deliveries.ts";
import { openGates } from "../../support/gate.ts";
import { linesOf, readLog } from "../../support/log.ts";
import type { Person } from "../../support/people.ts";
import type { Stack } from "../../../stack/index.ts";
import { test } from "../../support/test.ts";

const gates = await openGates();
afterAll(() => gates.close());

/** An estate whose branch `main` is at the last of the versions, with the payload of the push of each but the first. */
async function pushedWithoutDelivery(stack: Stack, owner: Person, versions: Record<string, string | null>[]) {
  const [first = {}, ...later] = versions;
  const { build, repository, fullName } = await connect(stack, owner, first as Record<string, string>);
  await ended(owner, build.id);
  const payloads: Record<string, unknown>[] = [];
  let before = build.commitHash;
  for (const files of later) {
    const { sha, deliveries } = await stack.github.commit(fullName, { branch: "aside", files, message: "Aside" });
    await deliveries;
    await stack.github.moveBranch(fullName, "main", sha);
    payloads.push({ ...lastPush(stack, repository.id), ref: "refs/heads/main", before, after: sha, created: false });
    before = sha;
  }
  return { build, fullName, payloads };
}

async function started(stack: Stack, payload: Record<string, unknown> | undefined): Promise<string> {
  const { body } = await deliver(stack, "push", payload ?? {});
  const [id] = (body as Taken).builds;
  if (id === undefined) throw new Error(JSON.stringify(body));
  return id;
}

test("the older push is cancelled in favour of the newer one", async ({ stack, owner }) => {
  const { payloads } = await pushedWithoutDelivery(stack, owner, [1, 2, 3].map((version) => configuration({ version })));
  const newer = await started(stack, payloads[1]);
  expect(await ended(owner, newer)).toMatchObject({ status: "complete", number: 2 });
  const older = await started(stack, payloads[0]);
  expect(await ended(owner, older)).toMatchObject({ status: "cancelled", number: 3, supersededBy: 2 });
  expect(await active(owner)).toMatchObject({ buildId: newer });
  const { events } = await readLog(owner, older);
  expect(linesOf(events).map(({ text }) => text)).toContain("Cancelled: a later push started build #2.");
});

test("while the newer push is being built, the older one does not cancel it", async ({ stack, owner }) => {
  const versions = [configuration({ version: 1 }), configuration({ version: 2 }), { "steward.config.json": null, ...gates.configuration("late", { version: 3 }) }];
  const { payloads } = await pushedWithoutDelivery(stack, owner, versions);
  const newer = await started(stack, payloads[1]);
  await gates.reached("late");
  const older = await started(stack, payloads[0]);
  await withStatus(owner, older, "queued");
  gates.open("late");
  expect(await ended(owner, newer)).toMatchObject({ status: "complete", supersededBy: null });
  expect(await ended(owner, older)).toMatchObject({ status: "cancelled", supersededBy: 2 });
  expect(await active(owner)).toMatchObject({ buildId: newer });
});

test("an older push goes live when the newer one fails, and a branch that was moved back is followed", async ({ stack, owner }) => {
  const versions = [configuration({ version: 1 }), configuration({ version: 2 }), { "steward.config.json": "{" }, configuration({ version: 4 })];
  const { build: first, fullName, payloads } = await pushedWithoutDelivery(stack, owner, versions);
  expect((await ended(owner, await started(stack, payloads[1]))).status).toBe("failed");
  const older = await started(stack, payloads[0]);
  expect(await ended(owner, older)).toMatchObject({ status: "complete" });
  expect(await active(owner)).toMatchObject({ buildId: older });
  const last = await started(stack, payloads[2]);
  expect(await ended(owner, last)).toMatchObject({ status: "complete" });

  await stack.github.moveBranch(fullName, "main", first.commitHash);
  const back = { ...payloads[0], before: payloads[2]?.["after"], after: first.commitHash, forced: true, head_commit: { id: first.commitHash, message: "Back", author: null } };
  const again = await started(stack, back);
  expect(await ended(owner, again)).toMatchObject({ status: "complete", commitHash: first.commitHash });
  expect(await active(owner)).toMatchObject({ buildId: again });
});
