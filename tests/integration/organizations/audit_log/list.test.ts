// Proves that every change is an event in the organization's audit log, which is listed by filters and pages.
import { expect } from "vitest";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";

interface Line {
  id: string;
  sequence: number | null;
  hash: string | null;
  actor: { type: string; id: string; name: string };
  action: string;
  resourceType: string;
  resourceId: string;
  estateId: string | null;
  before: unknown;
  after: unknown;
  requestId: string;
  userAgent: string | null;
  createdAt: string;
}

interface Page {
  items: Line[];
  nextCursor: string | null;
}

const logOf = ({ organizationId }: Person) => `/api/organizations/${organizationId}/audit`;
const lines = async (person: Person, query = "") => (await person.client.ok<Page>("GET", `${logOf(person)}?limit=100${query}`)).items;

async function makeEstates({ client, organizationId }: Person, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) await client.ok("POST", `/api/organizations/${organizationId}/estates`, { name: `Estate ${number}` }, 201);
}

test("an event names actor, action, resource, request and user agent", async ({ owner }) => {
  const made = await owner.client.call("POST", `/api/organizations/${owner.organizationId}/estates`, { body: { name: "Recorded" }, headers: { "user-agent": "Demo Browser/1" } });
  const [line] = await lines(owner, "&action=estate.create");
  expect(line).toMatchObject({
    actor: { type: "user", id: owner.userId, name: "Demo Owner" },
    action: "estate.create",
    resourceType: "estate",
    resourceId: (made.body as { id: string }).id,
    requestId: made.headers.get("x-request-id"),
    userAgent: "Demo Browser/1",
  });
  expect(Date.parse(line?.createdAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
});

test("pages go back from the newest event without a gap while events are added", async ({ owner }) => {
  await makeEstates(owner, 7);
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Page = await owner.client.ok("GET", `${logOf(owner)}?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    if (seen.length === 3) await makeEstates(owner, 1);
  }
  const all = (await lines(owner)).map(({ id }) => id);
  expect(seen).toEqual(all.slice(-seen.length));
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(8);
});

test("events are filtered by actor, action, resource and time", async ({ stack, owner }) => {
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  const made = await admin.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Theirs" }, 201);
  expect((await lines(owner, `&actorId=${admin.userId}`)).map(({ resourceId }) => resourceId)).toEqual([made.id]);
  expect((await lines(owner, `&resourceType=estate&resourceId=${made.id}`)).map(({ action }) => action)).toEqual(["estate.create"]);
  expect((await lines(owner, "&action=estate.create")).length).toBe(2);
  expect(await lines(owner, `&from=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`)).toEqual([]);
  expect(await lines(owner, "&to=2020-01-01T00:00:00Z")).toEqual([]);
  for (const [query, field] of [["from=yesterday", "from"], ["to=1", "to"], [`actorId=${"x".repeat(101)}`, "actorId"], ["cursor=!", "cursor"]] as const) {
    expect(await owner.client.refused("GET", `${logOf(owner)}?${query}`), query).toMatchObject({ status: 400, field });
  }
});

test("members are refused with 403, other users with 404", async ({ stack, owner }) => {
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "member");
  const stranger = await signUp(stack);
  for (const path of [logOf(owner), `${logOf(owner)}/export?format=json`, `${logOf(owner)}/verification`]) {
    expect(await member.client.refused("GET", path)).toMatchObject({ status: 403 });
    expect(await stranger.client.refused("GET", path)).toMatchObject({ status: 404 });
  }
});

test("events get their sequence numbers right after the change, in order", async ({ owner }) => {
  await makeEstates(owner, 3);
  await until("the chain to be closed", async () => (await lines(owner)).every(({ sequence, hash }) => sequence !== null && hash !== null));
  const numbers = (await lines(owner)).map(({ sequence }) => sequence);
  expect(numbers).toEqual(Array.from(numbers, (_, index) => numbers.length - index));
});
