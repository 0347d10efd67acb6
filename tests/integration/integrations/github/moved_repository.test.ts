// Proves that a connection follows its repository, which is known by its id, when it is renamed, transferred, or read by another
// installation.
import { expect } from "vitest";
import { configuration, connect, ended, pushOne } from "../../support/builds.ts";
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

  const pushed = await pushOne(stack, moved, configuration({ version: 2 }));
  expect(await ended(owner, pushed)).toMatchObject({ status: "complete" });
  const path = `/api/estates/${owner.estateId}`;
  expect(await owner.client.ok("GET", `${path}/repository`)).toMatchObject({ repositoryId: String(repository.id), fullName: `${account}/moved`, cloneUrl: stack.github.cloneUrl(moved), installationId: String(installation.id), unconfirmedAt: null });
  const again = await owner.client.ok<{ id: string }>("POST", `${path}/builds`, {});
  expect(await ended(owner, again.id)).toMatchObject({ status: "complete" });
  const events = await stack.db.prepare("SELECT actor_type, detail ->> '$.before.cloneUrl' AS before, detail ->> '$.after.fullName' AS after FROM audit_log WHERE estate_id = ?1 AND action = 'integrations.followGithubRepo'").bind(owner.estateId).all();
  expect(events.results).toEqual([{ actor_type: "webhook", before: stack.github.cloneUrl(fullName), after: `${account}/moved` }]);
  // the next push changes nothing about it
  await ended(owner, await pushOne(stack, moved, configuration({ version: 3 })));
  const count = stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE estate_id = ?1 AND action = 'integrations.followGithubRepo'").bind(owner.estateId);
  expect(await count.first("count")).toBe(1);
});

test("an installation that comes back under another id is used from the next push on", async ({ stack, owner }) => {
  const { build, repository, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, build.id);
  const [before] = stack.github.installations().filter(({ account }) => account === repository.owner);
  stack.github.removeInstallation(before?.id ?? 0);
  await stack.github.settled();
  const after = stack.github.addInstallation({ account: repository.owner });
  expect(after.id).not.toBe(before?.id);
  expect(await ended(owner, await pushOne(stack, fullName, configuration({ version: 2 })))).toMatchObject({ status: "complete" });
});
