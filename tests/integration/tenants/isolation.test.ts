// Proves that for users and keys of another organization nothing of a tenant exists: every operation that takes an id answers as if it
// were unknown, reveals nothing, and changes nothing.
import { expect } from "vitest";
import { parametersOf, rowOf } from "../../stack/rows.ts";
import { Program } from "../support/program.ts";
import { watch } from "../support/changes.ts";
import { Client, type ErrorBody } from "../support/client.ts";
import { description, type Operation } from "../support/description.ts";
import { inParallel } from "../support/parallel.ts";
import { bodyFor, pathOf } from "../support/requests.ts";
import { signUp } from "../support/people.ts";
import { integration } from "../support/test.ts";
import { hiddenIn, keyOf, quiet, tenantOf, unseen } from "./tenant.ts";

const test = integration({});

/** The operations whose path names something that others than its holder must not see. */
const withIds = description.operations.filter(({ audience, path }) => audience !== "administrator" && parametersOf(path).some((name) => rowOf(name).visibleTo !== "platform"));
/** A picture and an invitation can be read by every caller that has the address: pictures.test.ts, and the test after the next. */
const isForBearers = ({ method, path }: Operation) => method === "GET" && parametersOf(path).some((name) => rowOf(name).visibleTo === "bearer");
const ofTenants = description.within();
/** An invitation is found by its token, and is for another person. */
const refusalOf = ({ path }: Operation) => (parametersOf(path).includes("token") ? "409 EMAIL_MISMATCH" : "404 NOT_FOUND");
/** Whoever has the organization's link may ask to join. */
const ASKED_BY_LINK = ["joinRequest.createByLink"];

/** The answer in short. It must contain none of the hidden ids. */
async function answerOf(client: Client, operation: Operation, ids: Record<string, string>, hidden: string[]): Promise<string> {
  const { status, text, body } = await client.call(operation.method, pathOf(operation, ids), bodyFor(operation));
  for (const id of hidden) expect(text, operation.id).not.toContain(id);
  return status < 400 ? String(status) : `${status} ${(body as ErrorBody).error.code}`;
}

test("another organization's owner and key find nothing of a tenant and change nothing", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const { program } = await keyOf(stack, other, Object.keys(description.permissions));
  const ids = await tenantOf(stack, owner);
  expect(withIds.length).toBeGreaterThanOrEqual(50);
  const changes = await watch(stack);
  const requests = stack.github.requests.length;
  await inParallel(withIds.filter((operation) => !isForBearers(operation) && !ASKED_BY_LINK.includes(operation.id)), async (operation) => {
    expect(await answerOf(other.client, operation, ids, hiddenIn(ids)), operation.id).toBe(refusalOf(operation));
    const forKeys = operation.requirement !== null ? "404 NOT_FOUND" : "403 API_KEY_REFUSED";
    expect(await answerOf(program, operation, ids, hiddenIn(ids)), `${operation.id} by key`).toBe(forKeys);
  });
  expect(await changes()).toEqual([]);
  expect(stack.github.requests.length).toBe(requests);
});

test("an invitation's link reveals the organization's name and no id", async ({ stack, owner }) => {
  const ids = await tenantOf(stack, owner);
  const { status, text } = await new Client(stack.url).call("GET", `/api/invitations/${ids["token"]}`);
  expect(status).toBe(200);
  for (const id of hiddenIn(ids)) expect(text).not.toContain(id);
});

test("ids of another tenant are not found inside the own organization or estate", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const ids = await tenantOf(stack, owner);
  const mixed = ofTenants.filter((operation) => parametersOf(operation.path).length > 1);
  expect(mixed.length).toBeGreaterThanOrEqual(15);
  const { program } = await keyOf(stack, other, Object.keys(description.permissions));
  const changes = await watch(stack);
  const own = { ...ids, organizationId: other.organizationId, estateId: other.estateId };
  await inParallel(mixed, async (operation) => {
    expect(await answerOf(other.client, operation, own, hiddenIn(ids)), operation.id).toBe("404 NOT_FOUND");
    expect(await answerOf(program, operation, own, hiddenIn(ids)), `${operation.id} by key`).toMatch(/^404 NOT_FOUND$|^403 PERMISSION_DENIED$/);
  });
  expect(await changes()).toEqual([]);
});

test("ids of another tenant in a body are refused by field and change nothing", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const own = await tenantOf(stack, other);
  const ids = await tenantOf(stack, owner);
  const organization = `/api/organizations/${other.organizationId}`;
  const tries: [string, string, object, object][] = [
    ["PATCH", organization, { defaultEstateId: ids["estateId"] }, { status: 400, field: "defaultEstateId" }],
    ["POST", `${organization}/transfer`, { userId: ids["memberId"] }, { status: 404, code: "NOT_FOUND" }],
    ["PATCH", `${organization}/members/${own["memberId"]}`, { role: "guest", estateIds: [ids["estateId"]] }, { status: 400, field: "estateIds" }],
    ["POST", `${organization}/invitations`, { role: "guest", estateIds: [ids["estateId"]] }, { status: 400, field: "estateIds" }],
    ["PUT", `/api/estates/${other.estateId}/repository`, { repositoryId: Number(ids["repositoryId"]) }, { status: 400, field: "repositoryId" }],
  ];
  const changes = await watch(stack);
  for (const [method, path, body, refused] of tries) expect(await other.client.refused(method, path, { body }), path).toMatchObject(refused);
  expect(await changes()).toEqual([]);
});

test("ids of another kind and invalid ids are not found", async ({ owner }) => {
  const wrong = (id: string, other: string) => [other, owner.userId, id.toUpperCase(), `${id}0`, id.slice(4), "est_", "org_", "1", "%00", "%ff", "' OR 1=1 --", ".."];
  const tries: [string, string[]][] = [
    ["/api/estates/", wrong(owner.estateId, owner.organizationId)],
    ["/api/organizations/", wrong(owner.organizationId, owner.estateId)],
  ];
  for (const [path, ids] of tries) {
    await inParallel(ids, async (id) => {
      const { status } = await owner.client.call("GET", path + encodeURI(id).replaceAll("%25", "%"));
      expect(status, path + id).toBe(404);
    });
  }
});

test("without a valid credential every operation of a tenant is answered 401 and changes nothing", async ({ stack, owner }) => {
  const ids = await tenantOf(stack, owner);
  await quiet(stack);
  await unseen(stack);
  const changes = await watch(stack);
  const callers = [new Client(stack.url), new Program(stack.url, "neither.a.token"), new Program(stack.url, `steward_${"a".repeat(43)}`)];
  await inParallel(ofTenants, async (operation) => {
    for (const caller of callers) expect(await answerOf(caller, operation, ids, hiddenIn(ids)), operation.id).toBe("401 UNAUTHENTICATED");
  });
  expect(await changes()).toEqual([]);
});
