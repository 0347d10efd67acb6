// Proves that lists, exports, own pages and sockets hold nothing of another tenant.
import { expect } from "vitest";
import { description } from "../support/description.ts";
import { NOTHING, pathOf } from "../support/paths.ts";
import { signUp } from "../support/people.ts";
import { Socket } from "../support/socket.ts";
import { integration } from "../support/test.ts";
import { IN_ESTATE, IN_ORGANIZATION, SIGNED_IN } from "./table.ts";
import { tenantOf } from "./tenant.ts";

const test = integration({});

/** What each list of one's own shows, by the name that paths have for it: none of them is empty. */
const SHOWS: Record<string, string> = {
  "user.me": "organizationId",
  "organization.list": "organizationId",
  "organization.listMembers": "memberId",
  "organization.listDomains": "domainId",
  "invitation.list": "invitationId",
  "apiKey.list": "keyId",
  "estates.list": "estateId",
  "estate.getBuilds": "buildId",
  "audit.list": "keyId",
  "audit.export": "keyId",
  "user.export": "keyId",
  "user.listSessions": "sessionId",
  "user.listAccounts": "accountId",
  "user.previewDeletion": "organizationId",
};

const reads = description.operations.filter(({ id, method }) => method === "GET" && (id in SIGNED_IN || id in IN_ORGANIZATION || id in IN_ESTATE) && id !== "organization.socket");
const lists = reads.filter(({ parameters }) => parameters.some(({ name }) => name === "cursor"));

test("every readable operation holds nothing of another tenant", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const socket = await Socket.open(other);
  const ids = await tenantOf(stack, owner);
  const own = await tenantOf(stack, other);
  const { slug: _, ...unique } = ids; // the slug of one may begin as the other's
  const foreign = [...Object.values(unique), owner.email];
  expect(reads.length).toBeGreaterThanOrEqual(25);
  for (const operation of reads) {
    const { text } = await other.client.call("GET", pathOf(operation, { ...NOTHING, ...own }));
    for (const id of foreign) expect(text, operation.id).not.toContain(id);
    const shown = SHOWS[operation.id];
    if (shown !== undefined) expect(text, operation.id).toContain(own[shown]);
  }
  for (const operation of lists) {
    const { body } = await owner.client.call("GET", `${pathOf(operation, { ...NOTHING, ...ids })}?limit=1`);
    const { nextCursor } = body as { nextCursor: string | null };
    const cursor = nextCursor ?? ids[SHOWS[operation.id] ?? ""] ?? "";
    const { text } = await other.client.call("GET", `${pathOf(operation, { ...NOTHING, ...own })}?limit=100&cursor=${encodeURIComponent(cursor)}`);
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
  const queries = [`audit?actorId=${ids["userId"]}`, `audit?resourceId=${ids["keyId"]}`, `audit?resourceId=${ids["organizationId"]}`, `members?q=${encodeURIComponent(owner.email)}`];
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
