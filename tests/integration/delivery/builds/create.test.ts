// Proves that a member builds a branch's head or one commit again, and that an invalid request names its field.
import { expect } from "vitest";
import { active, builds, configuration, connect, ended, pushOne, type Build } from "../../support/builds.ts";
import { test } from "../../support/test.ts";

test("the connected branch, another branch and a commit are built, each with its own configuration", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  const pushed = await ended(owner, await pushOne(stack, fullName, configuration({ version: 2 }), "Second"));
  await (await stack.github.commit(fullName, { branch: "feature/one", files: configuration({ version: "one" }), message: "Feature" })).deliveries;
  const path = `/api/estates/${owner.estateId}/builds`;

  const again = await owner.client.ok<Build>("POST", path, {}, 201);
  expect(again).toMatchObject({ number: 3, status: "queued", branch: "main", commitHash: pushed.commitHash, commitMessage: "Second", trigger: { kind: "manual", user: { id: owner.userId, name: "Demo Owner" }, sender: null } });
  const branch = await owner.client.ok<Build>("POST", path, { branch: "feature/one" }, 201);
  expect(branch).toMatchObject({ number: 4, branch: "feature/one", commitMessage: "Feature" });
  const commit = await owner.client.ok<Build>("POST", path, { commit: first.commitHash.toUpperCase() }, 201);
  expect(commit).toMatchObject({ number: 5, branch: null, commitHash: first.commitHash, commitMessage: "Initial commit" });

  for (const [{ id }, version] of [[again, 2], [branch, "one"], [commit, 1]] as const) {
    expect(await ended(owner, id)).toMatchObject({ status: "complete" });
    expect(await owner.client.ok("GET", `${path}/${id}/configuration`)).toEqual({ configuration: { version } });
  }
  expect(await active(owner)).toMatchObject({ buildId: commit.id, configuration: { version: 1 } });
  const audit = await stack.db.prepare("SELECT actor_type, actor_id, action, detail FROM audit_log WHERE resource_id = ?1").bind(commit.id).all<{ detail: string }>();
  expect(audit.results).toMatchObject([{ actor_type: "user", actor_id: owner.userId, action: "estate.triggerRebuild" }]);
  expect(JSON.parse(audit.results[0]?.detail ?? "")).toEqual({ after: { status: "queued", commit: first.commitHash, branch: null, trigger: "manual" } });
});

test("an unknown or invalid branch or commit is refused by field, and no build is created", async ({ stack, owner }) => {
  const path = `/api/estates/${owner.estateId}/builds`;
  expect(await owner.client.refused("POST", path, { body: {} })).toEqual({ status: 409, code: "CONFLICT" });
  const { build } = await connect(stack, owner, configuration({}));
  await ended(owner, build.id);
  const cases: [unknown, string][] = [
    [{ branch: "none" }, "branch"],
    [{ branch: "a..b" }, "branch"],
    [{ branch: 7 }, "branch"],
    [{ commit: "1".repeat(40) }, "commit"],
    [{ commit: "main" }, "commit"],
    [{ commit: build.commitHash.slice(0, 7) }, "commit"],
    [{ branch: "main", commit: build.commitHash }, "commit"],
    [{ tag: "v1" }, "tag"],
    [[], "body"],
  ];
  for (const [body, field] of cases) {
    expect(await owner.client.refused("POST", path, { body }), JSON.stringify(body)).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
  expect((await builds(owner)).length).toBe(1);
});

test("while GitHub fails, the request is answered 502 and no build is created", async ({ stack, owner }) => {
  const { build } = await connect(stack, owner, configuration({}));
  await ended(owner, build.id);
  stack.github.fail({ path: /access_tokens$/, status: 500, times: 1 });
  const { status, body } = await owner.client.call("POST", `/api/estates/${owner.estateId}/builds`, { body: {} });
  expect([status, body]).toMatchObject([502, { error: { code: "EXTERNAL_API_ERROR", context: { service: "github" } } }]);
  expect((await builds(owner)).length).toBe(1);
});
