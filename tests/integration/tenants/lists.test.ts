// Proves that lists, exports, own pages and sockets hold nothing of another tenant.
import { expect } from "vitest";
import { description, type Operation } from "../support/description.ts";
import type { Schema } from "../support/example.ts";
import { pathOf } from "../support/requests.ts";
import { join, signUp } from "../support/people.ts";
import { Socket } from "../support/socket.ts";
import { integration } from "../support/test.ts";
import { hiddenIn, tenantOf } from "./tenant.ts";

const test = integration({});

const reads = description.operations.filter(({ method, audience, requirement, statuses }) => method === "GET" && (["signed_in", "person_only", "user_only"].includes(audience ?? "") || requirement !== null) && !statuses.includes(101));
const lists = reads.filter(({ parameters }) => parameters.some(({ name }) => name === "cursor"));

/** They show organizations that the caller has not joined yet, or that are deleted, events about the account, or an app's request, so none of its own. */
const WITHOUT_OWN_ROWS = ["authorization.get", "user.listSuggestions", "organization.listDeleted", "user.listSecurityEvents"];

/** The names that paths have for the ids of a schema; several where several parameters have ids of that kind. */
const parametersWith = ({ $ref }: Schema) => [...new Set(description.operations.flatMap(({ parameters }) => parameters.filter((parameter) => parameter.in === "path" && parameter.schema.$ref === $ref && $ref !== undefined).map(({ name }) => name)))];

/** The path parameters whose ids a successful answer must show: those of its items or of itself, or else those anywhere in it. */
function shownBy({ answer }: Operation): string[] {
  if (answer === null) return [];
  const item = propertiesOf(answer)["items"]?.items ?? answer;
  const own = parametersWith(propertiesOf(item)["id"] ?? {});
  return own.length > 0 ? own : [...new Set(schemasIn(answer).flatMap(parametersWith))];
}

function propertiesOf(schema: Schema): Record<string, Schema> {
  const { properties = {}, allOf = [] } = description.resolve(schema);
  return Object.assign({}, properties, ...allOf.map(propertiesOf)) as Record<string, Schema>;
}

/** The schema and every schema within it. */
function schemasIn(schema: Schema, seen = new Set<string>()): Schema[] {
  if (schema.$ref !== undefined && seen.has(schema.$ref)) return [];
  if (schema.$ref !== undefined) seen.add(schema.$ref);
  const { properties = {}, items, allOf = [], anyOf = [], oneOf = [] } = description.resolve(schema);
  const inner = [...Object.values(properties), ...allOf, ...anyOf, ...oneOf, ...(items === undefined ? [] : [items])];
  return [schema, ...inner.flatMap((one) => schemasIn(one, seen))];
}

test("every readable operation holds nothing of another tenant", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const socket = await Socket.open(other);
  const ids = await tenantOf(stack, owner);
  const own = await tenantOf(stack, other);
  const { slug: _, ...others } = ids; // one organization's slug can be the beginning of the other's
  const foreign = [...hiddenIn(others), owner.email];
  expect(reads.length).toBeGreaterThanOrEqual(25);
  for (const operation of reads) {
    const { text } = await other.client.call("GET", pathOf(operation, own));
    for (const id of foreign) expect(text, operation.id).not.toContain(id);
    const shown = shownBy(operation).map((name) => own[name] ?? "");
    if (shown.length > 0 && !WITHOUT_OWN_ROWS.includes(operation.id)) expect(shown.filter((id) => text.includes(id)), `${operation.id} shows none of ${shown.join(", ")}`).not.toEqual([]);
  }
  for (const operation of lists) {
    const { body } = await owner.client.call("GET", `${pathOf(operation, ids)}?limit=1`);
    const { nextCursor } = body as { nextCursor: string | null };
    const cursor = nextCursor ?? ids[shownBy(operation)[0] ?? ""] ?? "";
    const { text } = await other.client.call("GET", `${pathOf(operation, own)}?limit=100&cursor=${encodeURIComponent(cursor)}`);
    for (const id of foreign.filter((candidate) => !cursor.includes(candidate))) expect(text, operation.id).not.toContain(id);
  }
  await socket.settled();
  const frames = JSON.stringify(socket.frames);
  expect(frames).toContain(own["buildId"]);
  for (const id of foreign) expect(frames).not.toContain(id);
  socket.cut();
});

test("filters by another tenant's ids and addresses find nothing", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const ids = await tenantOf(stack, owner);
  const path = `/api/organizations/${other.organizationId}`;
  const queries = [`audit?actorId=${ids["userId"]}`, `audit?resourceId=${ids["keyId"]}`, `audit?resourceId=${ids["organizationId"]}`, `members?q=${encodeURIComponent(owner.email)}`, `estates/overview?ids=${ids["estateId"]}`];
  for (const query of queries) expect(await other.client.ok("GET", `${path}/${query}`), query).toEqual({ items: [], nextCursor: null });
  const theirs = await owner.client.ok<{ items: unknown[] }>("GET", `/api/organizations/${owner.organizationId}/audit?actorId=${ids["userId"]}`);
  expect(theirs.items.length).toBeGreaterThan(0);
});

test("an address at another tenant's unverified domain gives no access", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/domains`;
  await owner.client.ok("POST", path, { domain: "elsewhere.example" }, 201);
  const other = await signUp(stack, `${owner.userId.slice(-8)}@elsewhere.example`);
  expect(await other.client.ok("GET", "/api/user/suggestions")).toEqual({ items: [] });
  expect(await other.client.refused("POST", `/api/organizations/${owner.organizationId}/join`)).toEqual({ status: 404, code: "NOT_FOUND" });
});

test("an organization of which a user is an external member is not listed, and a guest's is", async ({ stack, owner }) => {
  const paths = ["/api/auth/me", "/api/organizations", "/api/user/export"];
  const [external, guest] = [await signUp(stack), await signUp(stack)];
  await join(stack, external, owner.organizationId, "external");
  await join(stack, guest, owner.organizationId, "guest");
  for (const path of paths.slice(0, 2)) expect((await external.client.call("GET", path)).text, path).not.toContain(owner.organizationId);
  for (const path of paths) expect((await guest.client.call("GET", path)).text, path).toContain(owner.organizationId);
});
