// Proves that for users and keys of another organization nothing of a tenant exists: every operation that takes an id answers as if it
// were unknown, reveals nothing, and changes nothing.
import { expect } from "vitest";
import { Program } from "../support/program.ts";
import { watch } from "../support/changes.ts";
import { Client, type ErrorBody } from "../support/client.ts";
import { description, type Operation } from "../support/description.ts";
import { inParallel } from "../support/parallel.ts";
import { bodyFor, pathOf } from "../support/paths.ts";
import { signUp } from "../support/people.ts";
import { integration } from "../support/test.ts";
import { IN_ESTATE, IN_ORGANIZATION } from "./table.ts";
import { keyOf, quiet, tenantOf, unseen } from "./tenant.ts";

const test = integration({});

/** Ids that belong to no tenant: of providers, of the platform's deliveries, of a device that nobody has let in yet. */
const NOBODYS = ["provider", "eventId", "consumer", "userCode"];
/** Whoever was told of these may see them: by the link of an invitation, by the address of a picture. */
const BY_ADDRESS = ["invitation.show", "picture.get"];
/** An invitation is found by its token; it is for somebody else. */
const OTHERWISE: Record<string, string> = { "invitation.accept": "409 EMAIL_MISMATCH", "invitation.decline": "409 EMAIL_MISMATCH" };

const named = ({ path }: Operation) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
const withIds = description.operations.filter((operation) => !operation.path.startsWith("/api/admin/") && named(operation).some((name) => !NOBODYS.includes(name)));
const ofTenants = withIds.filter(({ id }) => id in IN_ORGANIZATION || id in IN_ESTATE);

/** The refusal in short, and that it says nothing of the tenant. */
async function refusal(client: Client, operation: Operation, ids: Record<string, string>, secretly: string[]): Promise<string> {
  const { status, text, body } = await client.call(operation.method, pathOf(operation, ids), bodyFor(operation));
  for (const id of secretly) expect(text, operation.id).not.toContain(id);
  return status < 400 ? String(status) : `${status} ${(body as ErrorBody).error.code}`;
}

test("another organization's owner and key find nothing of a tenant and change nothing", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const { program } = await keyOf(stack, other, Object.keys(description.permissions));
  const ids = await tenantOf(stack, owner);
  expect(withIds.length).toBeGreaterThanOrEqual(50);
  const changes = await watch(stack);
  const requests = stack.github.requests.length;
  await inParallel(withIds.filter(({ id }) => !BY_ADDRESS.includes(id)), async (operation) => {
    expect(await refusal(other.client, operation, ids, Object.values(ids)), operation.id).toBe(OTHERWISE[operation.id] ?? "404 NOT_FOUND");
    const forKeys = ofTenants.includes(operation) ? "404 NOT_FOUND" : "403 API_KEY_REFUSED";
    expect(await refusal(program, operation, ids, Object.values(ids)), `${operation.id} by key`).toBe(forKeys);
  });
  expect(await changes()).toEqual([]);
  expect(stack.github.requests.length).toBe(requests);
});

test("an invitation's link reveals the organization's name and no id", async ({ stack, owner }) => {
  const ids = await tenantOf(stack, owner);
  const { status, text } = await new Client(stack.url).call("GET", `/api/invitations/${ids["token"]}`);
  expect(status).toBe(200);
  for (const id of Object.values(ids)) expect(text).not.toContain(id);
});

test("ids of another tenant are not found inside the own organization or estate", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const ids = await tenantOf(stack, owner);
  const mixed = ofTenants.filter((operation) => named(operation).length > 1);
  expect(mixed.length).toBeGreaterThanOrEqual(15);
  const { program } = await keyOf(stack, other, Object.keys(description.permissions));
  const changes = await watch(stack);
  const own = { ...ids, organizationId: other.organizationId, estateId: other.estateId };
  await inParallel(mixed, async (operation) => {
    expect(await refusal(other.client, operation, own, Object.values(ids)), operation.id).toBe("404 NOT_FOUND");
    expect(await refusal(program, operation, own, Object.values(ids)), `${operation.id} by key`).toMatch(/^404 NOT_FOUND$|^403 PERMISSION_DENIED$/);
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
    for (const caller of callers) expect(await refusal(caller, operation, ids, Object.values(ids)), operation.id).toBe("401 UNAUTHENTICATED");
  });
  expect(await changes()).toEqual([]);
});
