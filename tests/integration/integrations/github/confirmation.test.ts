// Proves that a connection is checked again at GitHub, that without rights nothing is built until somebody with rights confirms, and that
// nobody else can confirm.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { active, authorizeGitHub, builds, configuration, connect, ended, push, pushOne } from "../../support/builds.ts";
import { deliver, lastPush, type Taken } from "../../support/deliveries.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { Socket } from "../../support/socket.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";

const path = ({ estateId }: Person) => `/api/estates/${estateId}/repository`;

const newLogin = ({ estateId }: Person, name: string) => `${name}-${estateId.slice(-8)}`;

const unconfirmedAt = async (person: Person) => (await person.client.ok<{ unconfirmedAt: string | null }>("GET", path(person))).unconfirmedAt;

/** A day passes for the estate, and the cron runs until its turn has come. */
async function check({ db, scheduled }: Stack, { estateId }: Person): Promise<void> {
  await db.prepare("UPDATE config_source SET check_due_at = 0 WHERE estate_id = ?1").bind(estateId).run();
  const due = db.prepare("SELECT count(*) AS count FROM config_source WHERE estate_id = ?1 AND deactivated_at IS NULL AND unconfirmed_at IS NULL AND check_due_at = 0").bind(estateId);
  await until("the check", async () => {
    await scheduled();
    return (await due.first<number>("count")) === 0;
  });
}

/** A connected repository whose connector's rights are the test's alone. */
async function connectedBy(stack: Stack, owner: Person) {
  const connected = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, connected.build.id);
  const { login } = stack.github.addUser({ login: newLogin(owner, "connector") });
  stack.github.setPermission(connected.repository, login, "admin");
  await authorizeGitHub(stack, owner, login);
  return { ...connected, login };
}

test("a connection whose people have rights stays; without any, nothing is built until one of them confirms", async ({ stack, owner }) => {
  const { repository, fullName, login } = await connectedBy(stack, owner);
  await check(stack, owner);
  expect(await unconfirmedAt(owner)).toBe(null);
  expect((await stack.db.prepare("SELECT check_due_at - ?2 AS due FROM config_source WHERE estate_id = ?1").bind(owner.estateId, Date.now()).first<number>("due")) ?? 0).toBeGreaterThan(23 * 3_600_000);

  stack.github.setPermission(repository, login, "read");
  const socket = await Socket.open(owner);
  await check(stack, owner);
  await until("the frames", () => socket.has("repository") && socket.has("estate"));
  socket.cut();
  expect(await unconfirmedAt(owner)).toEqual(expect.any(String));
  expect(await owner.client.ok("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ repository: { unconfirmedAt: await unconfirmedAt(owner) } });
  const before = await builds(owner);
  expect((await push(stack, fullName, configuration({ version: 2 }))).builds).toEqual([]);
  const { body } = await deliver(stack, "push", lastPush(stack, repository.id));
  expect((body as Taken).ignored).toBe("unconfirmed");
  expect(await owner.client.refused("POST", `/api/estates/${owner.estateId}/builds`, { body: {} })).toEqual({ status: 409, code: "REPOSITORY_UNCONFIRMED" });
  expect(await builds(owner)).toEqual(before);

  // the one who lost the right, and one who never had any, cannot confirm
  const confirm = { status: 409, code: "GITHUB_WRITE_ACCESS_REQUIRED" };
  expect(await owner.client.refused("POST", `${path(owner)}/confirm`)).toEqual(confirm);
  stack.github.setPermission(repository, login, null);
  expect(await owner.client.refused("POST", `${path(owner)}/confirm`)).toEqual(confirm);
  const colleague = await signUp(stack);
  await join(stack, colleague, owner.organizationId, "member");
  const there = { ...colleague, organizationId: owner.organizationId, estateId: owner.estateId };
  expect(await there.client.refused("POST", `${path(owner)}/confirm`)).toEqual({ status: 409, code: "GITHUB_AUTHORIZATION_REQUIRED" });
  expect(await unconfirmedAt(owner)).not.toBe(null);

  await authorizeGitHub(stack, there);
  const confirmed = await there.client.ok<{ repository: { unconfirmedAt: null }; build: { id: string } }>("POST", `${path(owner)}/confirm`, undefined, 200);
  expect(confirmed.repository.unconfirmedAt).toBe(null);
  expect((await ended(owner, confirmed.build.id)).status).toBe("complete");
  expect(await active(owner)).toMatchObject({ configuration: { version: 2 } });
  await ended(owner, await pushOne(stack, fullName, configuration({ version: 3 })));
  expect(await active(owner)).toMatchObject({ configuration: { version: 3 } });
  const again = await there.client.ok<{ build: null }>("POST", `${path(owner)}/confirm`, undefined, 200);
  expect(again.build, "a confirmed connection is not built again").toBe(null);
  const audit = await stack.db.prepare("SELECT actor_type, action FROM audit_log WHERE estate_id = ?1 AND action LIKE '%confirmGithubRepo' ORDER BY id").bind(owner.estateId).all();
  expect(audit.results).toEqual([{ actor_type: "system", action: "integrations.unconfirmGithubRepo" }, { actor_type: "user", action: "integrations.confirmGithubRepo" }, { actor_type: "user", action: "integrations.confirmGithubRepo" }]);
});

test("another manager's rights hold a connection; those of who left the organization or only looks do not", async ({ stack, owner }) => {
  const { repository, login } = await connectedBy(stack, owner);
  const colleague = await signUp(stack);
  await join(stack, colleague, owner.organizationId, "member");
  const keeper = stack.github.addUser({ login: newLogin(owner, "keeper") }).login;
  stack.github.setPermission(repository, keeper, "write");
  await authorizeGitHub(stack, { ...colleague, estateId: owner.estateId }, keeper);
  stack.github.setPermission(repository, login, null);
  await check(stack, owner);
  expect(await unconfirmedAt(owner)).toBe(null);
  expect(await stack.db.prepare("SELECT confirmed_by_user_id FROM config_source WHERE estate_id = ?1").bind(owner.estateId).first("confirmed_by_user_id")).toBe(colleague.userId);

  await stack.db.prepare("UPDATE organization_user_membership SET role = 'viewer' WHERE user_id = ?1 AND organization_id = ?2").bind(colleague.userId, owner.organizationId).run();
  await check(stack, owner);
  expect(await unconfirmedAt(owner)).not.toBe(null);
});

test("a queued build of a connection that is unconfirmed meanwhile is not cloned", async ({ stack, owner }) => {
  const { fullName } = await connectedBy(stack, owner);
  const recover = stack.github.fail({ path: /access_tokens$/, status: 503, times: 1000 });
  const id = await pushOne(stack, fullName, configuration({ version: 2 }));
  await until("a token that was refused", () => stack.github.requests.some(({ path: at, status }) => at.endsWith("/access_tokens") && status === 503));
  await stack.db.prepare("UPDATE config_source SET unconfirmed_at = 1 WHERE estate_id = ?1").bind(owner.estateId).run();
  recover();
  await stack.db.prepare("UPDATE build SET updated_at = 1 WHERE id = ?1").bind(id).run();
  await stack.scheduled();
  expect(await ended(owner, id)).toMatchObject({ status: "failed", failure: { code: "repository_unconfirmed" } });
  expect(await active(owner)).toMatchObject({ configuration: { version: 1 } });
});

test("while GitHub fails, or the App is not installed, a connection stays as it is", async ({ stack, owner }) => {
  const { repository, login } = await connectedBy(stack, owner);
  stack.github.setPermission(repository, login, null);
  const recover = stack.github.fail({ path: /permission$/, status: 500, times: 100 });
  await check(stack, owner);
  expect(await unconfirmedAt(owner)).toBe(null);
  recover();
  const due = (await stack.db.prepare("SELECT check_due_at - ?2 AS due FROM config_source WHERE estate_id = ?1").bind(owner.estateId, Date.now()).first<number>("due")) ?? 0;
  expect([due > 0, due <= 3_600_000], "it is asked again within the hour").toEqual([true, true]);
  const installation = stack.github.installations().find(({ account }) => account === repository.owner);
  stack.github.suspendInstallation(installation?.id ?? 0, true);
  await check(stack, owner);
  expect(await unconfirmedAt(owner)).toBe(null);
  stack.github.suspendInstallation(installation?.id ?? 0, false);
  await check(stack, owner);
  expect(await unconfirmedAt(owner)).not.toBe(null);
});
