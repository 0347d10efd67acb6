// Proves that every change is a line of the organization's log, that the log is read by filters and pages, and exported.
import { expect } from "vitest";
import { newId } from "../support/ids.ts";
import { join, signUp, type Person } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { test } from "../support/test.ts";

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

test("a line says who, what, after what, from where and in which request", async ({ owner }) => {
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

test("pages go back from the newest without a gap, whatever is written meanwhile", async ({ owner }) => {
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

test("filters are by actor, action, resource and time", async ({ stack, owner }) => {
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

test("members do not read it, others do not find it", async ({ stack, owner }) => {
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "member");
  const stranger = await signUp(stack);
  for (const path of [logOf(owner), `${logOf(owner)}/export?format=json`, `${logOf(owner)}/verification`]) {
    expect(await member.client.refused("GET", path)).toMatchObject({ status: 403 });
    expect(await stranger.client.refused("GET", path)).toMatchObject({ status: 404 });
  }
});

test("an export holds every line, as JSON and as a table that a spreadsheet does not run", async ({ owner, stack }) => {
  await makeEstates(owner, 2);
  await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: '=HYPERLINK("x"), a' }, 201);
  const filler = stack.db.prepare("INSERT INTO audit_log (id, organization_id, actor_type, actor_id, action, resource_type, detail, created_at) VALUES (?1, ?2, 'system', '=1+1', 'filler', 'nothing', '{}', 1)");
  await stack.db.batch(Array.from({ length: 1_200 }, () => filler.bind(newId("aud"), owner.organizationId)));
  await stack.scheduled();

  const json = await owner.client.call("GET", `${logOf(owner)}/export?format=json`);
  expect(json.headers.get("content-disposition")).toBe('attachment; filename="audit-log.json"');
  const { items } = json.body as Page;
  const count = await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE organization_id = ?1").bind(owner.organizationId).first<number>("count");
  expect(items).toHaveLength(count ?? 0);
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);

  const table = await owner.client.call("GET", `${logOf(owner)}/export?format=csv`);
  expect(table.headers.get("content-type")).toContain("text/csv");
  const rows = table.text.trimEnd().split("\r\n");
  expect(rows[0]).toMatch(/^sequence,id,createdAt,/);
  expect(rows).toHaveLength(items.length + 1);
  expect(table.text).toContain(",'=1+1,");
  expect(table.text).not.toMatch(/,=/);
  const filtered = await owner.client.call("GET", `${logOf(owner)}/export?format=json&action=estate.create`);
  expect((filtered.body as Page).items).toHaveLength(4);
  expect(await owner.client.refused("GET", `${logOf(owner)}/export?format=xml`)).toMatchObject({ status: 400, field: "format" });
});

test("lines get their numbers right after the change, in order", async ({ owner }) => {
  await makeEstates(owner, 3);
  await until("the chain to be closed", async () => (await lines(owner)).every(({ sequence, hash }) => sequence !== null && hash !== null));
  const numbers = (await lines(owner)).map(({ sequence }) => sequence);
  expect(numbers).toEqual(Array.from(numbers, (_, index) => numbers.length - index));
});
