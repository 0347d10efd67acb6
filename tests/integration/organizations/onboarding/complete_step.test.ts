// Proves that each step of an estate's onboarding is derived from the data, and that its end is recorded once: when all steps are done
// or when it is dismissed.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { audited } from "../../support/audit.ts";
import { configuration, connect, ended } from "../../support/builds.ts";
import { join, newEmail, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

const STEPS = ["confirm_name", "connect_repository", "first_build", "invite_team"];

interface Onboarding {
  steps: { id: string; done: boolean }[];
  completed: boolean;
  dismissed: boolean;
}

const pathOf = (estateId: string) => `/api/estates/${estateId}/onboarding`;
const shown = (done: string[], completed = false, dismissed = false): Onboarding => ({ steps: STEPS.map((id) => ({ id, done: done.includes(id) })), completed, dismissed });
const seen = ({ client, estateId }: Person) => client.ok<Onboarding>("GET", pathOf(estateId), undefined, 200);
const say = ({ client, estateId }: Person, step: string) => client.ok<Onboarding>("POST", pathOf(estateId), { step }, 200);
const invite = ({ client, organizationId }: Person) => client.ok<{ invitation: { id: string } }>("POST", `/api/organizations/${organizationId}/invitations`, { email: newEmail(), role: "viewer" }, 201);

/** The audit events of an estate, without that of its creation. */
async function events({ db }: Stack, estateId: string): Promise<unknown[]> {
  const { results } = await db
    .prepare("SELECT event_type, category, detail FROM estate_onboarding_event WHERE estate_id = ?1 AND event_type <> 'EstateCreated' ORDER BY event_type DESC")
    .bind(estateId)
    .all<{ event_type: string; category: string; detail: string | null }>();
  return results.map(({ event_type, category, detail }) => [event_type, category, detail]);
}

const changedEvents = async ({ db }: Stack, estateId: string) => db.prepare("SELECT count(*) AS count FROM outbox_event WHERE estate_id = ?1 AND name = 'estate:changed'").bind(estateId).first<number>("count");

test("each step is derived from the data, and the end is recorded by the first reader", async ({ stack, owner }) => {
  const answer = await owner.client.call("GET", pathOf(owner.estateId));
  expect(answer.body).toEqual(shown([]));
  expect(await logged(stack, answer)).toMatchObject({ d1_statements: 2, d1_round_trips: 2 });

  const { invitation } = await invite(owner);
  expect(await seen(owner)).toEqual(shown(["invite_team"]));
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/invitations/${invitation.id}`, undefined, 204);
  expect(await seen(owner)).toEqual(shown([]));
  await join(stack, await signUp(stack), owner.organizationId, "external");
  expect(await seen(owner)).toEqual(shown([]));
  await join(stack, await signUp(stack), owner.organizationId, "viewer");
  expect(await seen(owner)).toEqual(shown(["invite_team"]));

  const { build } = await connect(stack, owner, configuration({}));
  expect((await seen(owner)).steps).toContainEqual({ id: "connect_repository", done: true });
  await ended(owner, build.id);
  const three = ["connect_repository", "first_build", "invite_team"];
  expect(await seen(owner)).toEqual(shown(three));
  await owner.client.ok("DELETE", `/api/estates/${owner.estateId}/repository`, undefined, 204);
  expect(await seen(owner)).toEqual(shown(["first_build", "invite_team"]));
  expect(await events(stack, owner.estateId)).toEqual([]);

  expect(await say(owner, "confirm_name")).toEqual(shown(["confirm_name", "first_build", "invite_team"]));
  await connect(stack, owner, configuration({}));
  expect(await seen(owner)).toEqual(shown(STEPS, true));
  const written = [["OrgNameConfirmed", "user", null], ["OnboardingCompleted", "system", "every_step"]];
  await until("the audit event of the end", async () => (await events(stack, owner.estateId)).length === 2);
  expect(await events(stack, owner.estateId)).toEqual(written);
  await Promise.all([seen(owner), seen(owner)]);
  const lines = await audited(stack, owner.organizationId, "estate.completeUserOnboardingStep");
  expect(lines.map(({ actorId, detail }) => [actorId, detail])).toEqual([
    [owner.userId, { before: { completed: false }, after: { step: "confirm_name", completed: false } }],
    ["onboarding", { before: { completed: false }, after: { completed: true } }],
  ]);
  expect(await changedEvents(stack, owner.estateId)).toBe(2);
  // disconnecting the repository does not reopen a completed onboarding
  await owner.client.ok("DELETE", `/api/estates/${owner.estateId}/repository`, undefined, 204);
  expect(await seen(owner)).toEqual(shown(["confirm_name", "first_build", "invite_team"], true));
});

test("one step does not complete the onboarding, and a repeated one changes nothing", async ({ stack, owner }) => {
  const socket = await Socket.open(owner);
  expect(await Promise.all([say(owner, "confirm_name"), say(owner, "confirm_name"), say(owner, "confirm_name")])).toEqual([1, 2, 3].map(() => shown(["confirm_name"])));
  expect(await say(owner, "confirm_name")).toEqual(shown(["confirm_name"]));
  expect(await seen(owner)).toEqual(shown(["confirm_name"]));
  expect(await events(stack, owner.estateId)).toEqual([["OrgNameConfirmed", "user", null]]);
  expect(await audited(stack, owner.organizationId, "estate.completeUserOnboardingStep")).toHaveLength(1);
  expect(await changedEvents(stack, owner.estateId)).toBe(1);
  await until("the frame", () => socket.has("estate", owner.estateId));
  socket.cut();
  // the name is the organization's: another estate does not ask for it again
  const { id } = await owner.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Shop" }, 201);
  expect(await seen({ ...owner, estateId: id })).toEqual(shown(["confirm_name"]));
});

test("the last confirmed step completes the onboarding in the same request", async ({ stack, owner }) => {
  const { build } = await connect(stack, owner, configuration({}));
  await ended(owner, build.id);
  await invite(owner);
  expect(await seen(owner)).toMatchObject({ completed: false });
  expect(await say(owner, "confirm_name")).toEqual(shown(STEPS, true));
  expect(await events(stack, owner.estateId)).toEqual([["OrgNameConfirmed", "user", null], ["OnboardingCompleted", "user", "every_step"]]);
  expect(await say(owner, "dismiss")).toEqual(shown(STEPS, true));
  expect((await audited(stack, owner.organizationId, "estate.completeUserOnboardingStep")).map(({ detail }) => detail)).toEqual([
    { before: { completed: false }, after: { step: "confirm_name", completed: true } },
  ]);
});

test("dismissing completes the onboarding of that estate once", async ({ stack, owner }) => {
  const { id } = await owner.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Shop" }, 201);
  await Promise.all([say(owner, "dismiss"), say(owner, "dismiss")]);
  expect(await say(owner, "dismiss")).toEqual(shown([], true, true));
  // what the organization was asked once, another estate does not ask again
  const steps = ["connect_repository", "first_build"].map((step) => ({ id: step, done: false }));
  expect(await seen({ ...owner, estateId: id })).toEqual({ steps, completed: false, dismissed: false });
  // what is done later is still seen
  expect(await say(owner, "confirm_name")).toEqual(shown(["confirm_name"], true, true));
  expect(await events(stack, owner.estateId)).toEqual([["OrgNameConfirmed", "user", null], ["OnboardingCompleted", "user", "dismissed"]]);
  expect((await audited(stack, owner.organizationId, "estate.completeUserOnboardingStep")).map(({ detail }) => detail)).toEqual([
    { before: { completed: false }, after: { step: "dismiss", completed: true } },
    { before: { completed: true }, after: { step: "confirm_name", completed: true } },
  ]);
});

test("another estate of a completed organization needs a repository and a build", async ({ stack, owner }) => {
  await say(owner, "dismiss");
  const { id } = await owner.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Shop" }, 201);
  const further = { ...owner, estateId: id };
  const { build } = await connect(stack, further, configuration({}));
  await ended(further, build.id);
  expect(await seen(further)).toMatchObject({ steps: [{ done: true }, { done: true }], completed: true, dismissed: false });
  await until("the audit event of the end", async () => (await events(stack, id)).length === 1);
  expect(await events(stack, id)).toEqual([["OnboardingCompleted", "system", "every_step"]]);
});

test("a name that somebody has chosen is not asked for", async ({ owner }) => {
  const created = await owner.client.ok<{ organization: { id: string }; estate: { id: string } }>("POST", "/api/organizations", { name: "Acme" }, 201);
  expect(await seen({ ...owner, estateId: created.estate.id })).toEqual(shown(["confirm_name"]));
  const path = `/api/organizations/${owner.organizationId}`;
  await owner.client.ok("PATCH", path, { slug: `renamed-${owner.organizationId.slice(-8)}` }, 200);
  expect(await seen(owner)).toEqual(shown([]));
  await owner.client.ok("PATCH", path, { name: "Renamed" }, 200);
  expect(await seen(owner)).toEqual(shown(["confirm_name"]));
});

test("members read it, owners and admins change it, for others it does not exist", async ({ stack, owner }) => {
  const path = pathOf(owner.estateId);
  const stranger = await signUp(stack);
  for (const role of ["member", "viewer", "guest", "external"]) {
    const person = await signUp(stack);
    await join(stack, person, owner.organizationId, role);
    const isHidden = ["guest", "external"].includes(role);
    expect((await person.client.call("GET", path)).status, role).toBe(isHidden ? 404 : 200);
    expect(await person.client.refused("POST", path, { body: { step: "dismiss" } }), role).toEqual(isHidden ? { status: 404, code: "NOT_FOUND" } : { status: 403, code: "PERMISSION_DENIED" });
  }
  for (const [method, options] of [["GET", {}], ["POST", { body: { step: "dismiss" } }]] as const) {
    expect(await stranger.client.refused(method, path, options)).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  for (const step of ["first_build", "OnboardingCompleted", ""]) {
    expect(await owner.client.refused("POST", path, { body: { step } })).toMatchObject({ status: 400, code: "VALIDATION_ERROR" });
  }
  expect(await events(stack, owner.estateId)).toEqual([]);
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  expect(await say({ ...admin, estateId: owner.estateId }, "confirm_name")).toMatchObject({ completed: false });
});
