// Proves that an estate is connected to one repository that its installations reach, reconnected and disconnected, and that GitHub
// decides what can be connected.
import { expect } from "vitest";
import { active, builds, configuration, connect, ended, push, repositoryOf, type Build } from "../../support/builds.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

interface Connected {
  repository: { repositoryId: string; fullName: string; branch: string; path: string | null; cloneUrl: string; htmlUrl: string };
  build: Build | null;
}

test("a branch and a folder are connected, pushes to others are not built, and a second connection replaces the first", async ({ stack, owner }) => {
  const repository = await repositoryOf(stack, owner, { "apps/site/steward.config.json": '{"site":1}', "README.md": "x" });
  const fullName = `${repository.owner}/${repository.name}`;
  await (await stack.github.commit(fullName, { branch: "release", files: { "apps/site/steward.config.json": '{"site":"release"}' }, message: "Release" })).deliveries;
  const path = `/api/estates/${owner.estateId}/repository`;
  const socket = await Socket.open(owner);
  const first = await owner.client.ok<Connected>("PUT", path, { repositoryId: String(repository.id), branch: "release", path: "/apps/site/" }, 200);
  expect(first.repository).toMatchObject({ repositoryId: String(repository.id), fullName, branch: "release", path: "apps/site", cloneUrl: stack.github.cloneUrl(fullName), htmlUrl: `${stack.github.url}/${fullName}` });
  expect(first.build).toMatchObject({ number: 1, branch: "release", commitMessage: "Release", path: "apps/site" });
  expect((await ended(owner, first.build?.id ?? "")).fileCount).toBe(1);
  expect(await active(owner)).toMatchObject({ configuration: { site: "release" } });
  await until("the frames", () => socket.has("repository") && socket.has("estate"));
  socket.cut();
  expect((await push(stack, fullName, { "apps/site/steward.config.json": '{"site":2}' })).builds).toEqual([]);

  const second = await owner.client.ok<Connected>("PUT", path, { repositoryId: repository.id, path: "apps/site" }, 200);
  expect(second.repository.branch).toBe("main");
  await ended(owner, second.build?.id ?? "");
  expect(await active(owner)).toMatchObject({ configuration: { site: 2 } });
  const rows = await stack.db.prepare("SELECT branch, deactivated_at IS NULL AS active FROM config_source WHERE estate_id = ?1 ORDER BY created_at").bind(owner.estateId).all();
  expect(rows.results).toEqual([{ branch: "release", active: 0 }, { branch: "main", active: 1 }]);
  expect(await owner.client.ok("GET", path)).toEqual(second.repository);
});

test("after disconnecting, pushes are not built, and builds and the active configuration stay", async ({ stack, owner }) => {
  const { build, fullName } = await connect(stack, owner, configuration({ stays: true }));
  await ended(owner, build.id);
  const path = `/api/estates/${owner.estateId}/repository`;
  await owner.client.ok("DELETE", path, undefined, 204);
  expect(await owner.client.refused("GET", path)).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await owner.client.refused("DELETE", path)).toEqual({ status: 404, code: "NOT_FOUND" });
  expect((await push(stack, fullName, configuration({ stays: false }))).builds).toEqual([]);
  expect(await owner.client.refused("POST", `/api/estates/${owner.estateId}/builds`, { body: {} })).toEqual({ status: 409, code: "CONFLICT" });
  expect((await builds(owner)).length).toBe(1);
  expect(await active(owner)).toMatchObject({ configuration: { stays: true } });
  const audit = await stack.db.prepare("SELECT action FROM audit_log WHERE estate_id = ?1 AND resource_type IN ('config_source', 'estate') ORDER BY id").bind(owner.estateId).all();
  expect(audit.results.map(({ action }) => action)).toEqual(["estate.create", "integrations.setGithubRepoForEstate", "integrations.disconnectGithubRepo"]);
});

test("an unreachable repository and an invalid branch or folder are refused by field", async ({ stack, owner }) => {
  const repository = await repositoryOf(stack, owner, configuration({}));
  const hidden = await stack.github.createRepository({ owner: "acme-hidden", name: "hidden", files: configuration({}) });
  const path = `/api/estates/${owner.estateId}/repository`;
  const cases: [object, string][] = [
    [{ repositoryId: hidden.id }, "repositoryId"],
    [{ repositoryId: 1 }, "repositoryId"],
    [{ repositoryId: -1 }, "repositoryId"],
    [{ repositoryId: "x" }, "repositoryId"],
    [{ branch: "main" }, "repositoryId"],
    [{ repositoryId: repository.id, branch: "none" }, "branch"],
    [{ repositoryId: repository.id, branch: "a..b" }, "branch"],
    [{ repositoryId: repository.id, path: "../outside" }, "path"],
    [{ repositoryId: repository.id, path: "a//b" }, "path"],
  ];
  for (const [body, field] of cases) {
    expect(await owner.client.refused("PUT", path, { body }), JSON.stringify(body)).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
  expect(await owner.client.refused("GET", path)).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await builds(owner)).toEqual([]);
});

test("an empty repository is connected, and its first push is built", async ({ stack, owner }) => {
  const empty = await stack.github.createRepository({ owner: `acme-empty-${owner.estateId.slice(-6)}`, name: "empty", private: true });
  await repositoryOf(stack, owner, configuration({}));
  stack.github.addInstallation({ account: empty.owner });
  const [known] = stack.github.installations().filter(({ account }) => account === empty.owner);
  await stack.db.prepare("UPDATE account SET account_id = ?2 WHERE user_id = ?1 AND provider_id = 'github-app'").bind(owner.userId, String(known?.id)).run();
  const { build } = await owner.client.ok<Connected>("PUT", `/api/estates/${owner.estateId}/repository`, { repositoryId: empty.id }, 200);
  expect(build).toBe(null);
  const { builds: started } = await push(stack, `${empty.owner}/empty`, configuration({ first: true }));
  expect((await ended(owner, started[0] ?? "")).status).toBe("complete");
  expect(await active(owner)).toMatchObject({ configuration: { first: true } });
});

test("while GitHub fails or limits, the request is answered 502 and nothing is connected", async ({ stack, owner }) => {
  const repository = await repositoryOf(stack, owner, configuration({}));
  const path = `/api/estates/${owner.estateId}/repository`;
  for (const [pattern, status] of [[/access_tokens$/, 503], [/^\/repositories\/\d+/, 500], [/commits/, 429]] as const) {
    const recover = stack.github.fail({ path: pattern, status, times: 1 });
    expect(await owner.client.refused("PUT", path, { body: { repositoryId: repository.id } }), String(pattern)).toEqual({ status: 502, code: "EXTERNAL_API_ERROR" });
    recover();
  }
  expect(await owner.client.refused("GET", path)).toEqual({ status: 404, code: "NOT_FOUND" });
});
