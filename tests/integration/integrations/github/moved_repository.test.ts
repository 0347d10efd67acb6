// Proves that a connection follows its repository, which is known by its id, when it is renamed, transferred, or read by another
// installation.
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { configuration, connect, ended, pushOne } from "../../support/builds.ts";
import { deliver } from "../../support/deliveries.ts";
import { test } from "../../support/test.ts";

const nameOf = (owner: string) => ({ owner, name: "moved" });

test("a renamed and transferred repository is built from where it is now", async ({ stack, owner }) => {
  const { build, repository, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, build.id);
  const account = `moved-${owner.estateId.slice(-8)}`;
  const installation = stack.github.addInstallation({ account });
  const moved = stack.github.moveRepository(fullName, nameOf(account));
  // somebody else takes the old name
  await stack.github.createRepository({ owner: fullName.split("/")[0] ?? "", name: fullName.split("/")[1] ?? "", private: true, files: configuration({ version: "other" }) });

  const pushed = await pushOne(stack, `${moved.owner}/${moved.name}`, configuration({ version: 2 }));
  expect(await ended(owner, pushed)).toMatchObject({ status: "complete" });
  const path = `/api/estates/${owner.estateId}`;
  expect(await owner.client.ok("GET", `${path}/repository`)).toMatchObject({ repositoryId: String(repository.id), fullName: `${account}/moved`, cloneUrl: stack.github.cloneUrl(moved), installationId: String(installation.id), unconfirmedAt: null });
  const again = await owner.client.ok<{ id: string }>("POST", `${path}/builds`, {});
  expect(await ended(owner, again.id)).toMatchObject({ status: "complete" });
  const events = await stack.db.prepare("SELECT actor_type, detail ->> '$.before.cloneUrl' AS before, detail ->> '$.after.fullName' AS after FROM audit_log WHERE estate_id = ?1 AND action = 'integrations.followGithubRepo'").bind(owner.estateId).all();
  expect(events.results).toEqual([{ actor_type: "webhook", before: stack.github.cloneUrl(fullName), after: `${account}/moved` }]);
  // the next push changes nothing about it
  await ended(owner, await pushOne(stack, `${moved.owner}/${moved.name}`, configuration({ version: 3 })));
  const count = stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE estate_id = ?1 AND action = 'integrations.followGithubRepo'").bind(owner.estateId);
  expect(await count.first("count")).toBe(1);
});

test("an installation that is suspended, uninstalled and comes back under another id is shown as it is, and used again", async ({ stack, owner }) => {
  const { build, repository, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, build.id);
  const shown = () => owner.client.ok<{ installationId: string; installationState: string | null }>("GET", `/api/estates/${owner.estateId}/repository`);
  const [before] = stack.github.installations().filter(({ account }) => account === repository.owner);
  const id = before?.id ?? 0;
  expect(await shown()).toMatchObject({ installationId: String(id), installationState: null });
  for (const [suspended, state] of [[true, "suspended"], [false, null]] as const) {
    stack.github.suspendInstallation(id, suspended);
    await stack.github.settled();
    expect(await shown()).toMatchObject({ installationState: state });
  }
  stack.github.removeInstallation(id);
  await stack.github.settled();
  expect(await shown()).toMatchObject({ installationState: "removed" });
  expect(await owner.client.ok("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ repository: { installationState: "removed" } });

  const after = stack.github.addInstallation({ account: repository.owner });
  await stack.github.settled();
  expect(after.id).not.toBe(id);
  expect(await shown()).toMatchObject({ installationId: String(after.id), installationState: null });
  expect(await ended(owner, await pushOne(stack, fullName, configuration({ version: 2 })))).toMatchObject({ status: "complete" });
  const events = await stack.db.prepare("SELECT detail ->> '$.after.installationState' AS state FROM audit_log WHERE estate_id = ?1 AND action = 'integrations.changeGithubInstallation' ORDER BY position").bind(owner.estateId).all();
  expect(events.results).toEqual([{ state: "suspended" }, { state: null }, { state: "removed" }, { state: null }]);
});

test("only the repositories that an installation lost or got are affected, in every estate that is connected to them", async ({ stack, owner }) => {
  const { build, repository } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, build.id);
  const [installation] = stack.github.installations().filter(({ account }) => account === repository.owner);
  const event = (removed: number[], id = installation?.id) => ({ action: "removed", installation: { id }, repositories_added: [], repositories_removed: removed.map((one) => ({ id: one })) });
  const state = async () => (await owner.client.ok<{ installationState: string | null }>("GET", `/api/estates/${owner.estateId}/repository`)).installationState;
  await deliver(stack, "installation_repositories", event([1, 2]));
  await deliver(stack, "installation_repositories", event([repository.id], 1));
  expect(await state()).toBe(null);
  const id = randomUUID();
  await deliver(stack, "installation_repositories", event([repository.id]), { id });
  expect(await state()).toBe("removed");
  await deliver(stack, "installation_repositories", { ...event([]), action: "added", repositories_added: [{ id: repository.id }] });
  expect(await state()).toBe(null);
  // a repeated delivery has no second effect
  expect((await deliver(stack, "installation_repositories", event([repository.id]), { id })).body).toMatchObject({ duplicate: true });
  expect(await state()).toBe(null);
});
