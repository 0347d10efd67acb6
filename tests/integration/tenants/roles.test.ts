// Proves, operation by operation, what each role may do: what it may see but not do is 403, what it may not see is 404.
import { expect } from "vitest";
import { configuration, connect, ended } from "../support/builds.ts";
import { dump } from "../support/database.ts";
import { description, type Operation } from "../support/description.ts";
import { BODIES, pathOf } from "../support/paths.ts";
import { join, signUp } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { integration } from "../support/test.ts";

const test = integration();

const ROLES = ["owner", "admin", "member", "viewer", "guest", "external"];
/** What a role may change is tried where it cannot be done: with ids or a body that are refused later. */
const NOTHING_TO_CHANGE = { userId: "usr_01k9zqt3m8e7tbm3hz0c3x6w5r", buildId: "build_01k9zqt3m8e7tbm3hz0c3x6w5r" };

/** What each role gets, in the order of ROLES. */
const TABLE: Record<string, string> = {
  "organization.get": "yes yes yes yes yes 404",
  "organization.socket": "yes yes yes yes yes 404",
  "organization.listMembers": "yes yes yes yes 404 404",
  "organization.removeMember": "yes yes 403 403 404 404",
  "estate.list": "yes yes yes yes 404 404",
  "estate.create": "yes yes 403 403 404 404",
  "estate.get": "yes yes yes yes 404 404",
  "estate.getConfiguration": "yes yes yes yes 404 404",
  "estate.getRepository": "yes yes yes yes 404 404",
  "estate.connectRepository": "yes yes yes 403 404 404",
  "estate.disconnectRepository": "yes yes yes 403 404 404",
  "github.startInstallation": "yes yes yes 403 404 404",
  "github.listRepositories": "yes yes yes 403 404 404",
  "github.listBranches": "yes yes yes 403 404 404",
  "build.list": "yes yes yes yes 404 404",
  "build.create": "yes yes yes 403 404 404",
  "build.get": "yes yes yes yes 404 404",
  "build.activate": "yes yes yes 403 404 404",
  "build.cancel": "yes yes yes 403 404 404",
  "build.log": "yes yes yes yes 404 404",
  "build.listFiles": "yes yes yes yes 404 404",
  "build.getConfiguration": "yes yes yes yes 404 404",
};

test("the table of roles and operations", async ({ stack, owner }) => {
  const { build, repository } = await connect(stack, owner, configuration({}));
  await ended(owner, build.id);
  await until("every event to be told", async () => (await stack.db.prepare("SELECT count(*) AS count FROM outbox_delivery WHERE status <> 'done'").first<number>("count")) === 0);
  const person = await signUp(stack);
  await join(stack, person, owner.organizationId, "external");
  const become = (role: string) => stack.db.prepare("UPDATE organization_user_membership SET role = ?3 WHERE user_id = ?1 AND organization_id = ?2").bind(person.userId, owner.organizationId, role).run();
  const ids = { organizationId: owner.organizationId, estateId: owner.estateId, userId: owner.userId, buildId: build.id, repositoryId: String(repository.id) };
  const operations = description.operations.filter(({ path }) => /\{(organizationId|estateId)\}/.test(path));
  expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(TABLE).sort());

  const as = async (operation: Operation, role: string, isProbe: boolean): Promise<string> => {
    await become(role);
    const path = pathOf(operation, isProbe ? { ...ids, ...NOTHING_TO_CHANGE } : ids);
    const body = isProbe && operation.takesBody ? { surprise: 1 } : BODIES[operation.id];
    const { status } = await person.client.call(operation.method, path, body === undefined ? {} : { body });
    const isRefusedLater = isProbe && ((operation.takesBody && status === 400) || (/\{(userId|buildId)\}/.test(operation.path) && status === 404));
    return status < 300 || status === 426 || isRefusedLater ? "yes" : String(status);
  };

  const found: Record<string, string> = {};
  for (const operation of operations) {
    const due = TABLE[operation.id]?.split(" ") ?? [];
    const changes = operation.method !== "GET";
    const cells: string[] = [];
    for (const role of ROLES.filter((_, index) => due[index] === "yes")) {
      cells.push(await as(operation, role, changes));
      if (operation.id === "estate.disconnectRepository") await stack.db.prepare("UPDATE config_source SET deactivated_at = NULL WHERE estate_id = ?1").bind(owner.estateId).run();
    }
    const before = changes ? await dump(stack, ["organization_user_membership", "outbox_delivery"]) : null;
    for (const role of ROLES.filter((_, index) => due[index] !== "yes")) cells.push(await as(operation, role, false));
    if (before !== null) expect(await dump(stack, ["organization_user_membership", "outbox_delivery"]), operation.id).toEqual(before);
    found[operation.id] = cells.join(" ");
  }
  expect(found).toEqual(TABLE);
});

test("an organization in which one is external is not listed", async ({ stack, owner }) => {
  const person = await signUp(stack);
  await join(stack, person, owner.organizationId, "external");
  for (const path of ["/api/auth/me", "/api/organizations"]) {
    expect((await person.client.call("GET", path)).text).not.toContain(owner.organizationId);
  }
  await stack.db.prepare("UPDATE organization_user_membership SET role = 'guest' WHERE user_id = ?1 AND organization_id = ?2").bind(person.userId, owner.organizationId).run();
  for (const path of ["/api/auth/me", "/api/organizations"]) {
    expect((await person.client.call("GET", path)).text).toContain(owner.organizationId);
  }
});
