// Proves that an export holds every event of the audit log, as JSON and as CSV without formulas.
import { expect } from "vitest";
import { newId } from "../../support/ids.ts";
import { type Person } from "../../support/people.ts";
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

async function makeEstates({ client, organizationId }: Person, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) await client.ok("POST", `/api/organizations/${organizationId}/estates`, { name: `Estate ${number}` }, 201);
}

test("an export holds every event, as JSON and as CSV whose cells are not formulas", async ({ owner, stack }) => {
  await makeEstates(owner, 2);
  await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: '=HYPERLINK("x"), a' }, 201);
  const filler = stack.db.prepare("INSERT INTO audit_log (id, organization_id, actor_type, actor_id, action, resource_type, detail, created_at) VALUES (?1, ?2, 'system', '=1+1', 'filler', 'nothing', '{}', 1)");
  await stack.db.batch(Array.from({ length: 1_200 }, () => filler.bind(newId("aud"), owner.organizationId)));
  await stack.scheduled();

  const json = await owner.client.call("GET", `${logOf(owner)}/export?format=json`);
  const { slug } = await owner.client.ok<{ slug: string }>("GET", `/api/organizations/${owner.organizationId}`);
  const today = new Date().toISOString().slice(0, 10);
  expect(json.headers.get("content-disposition")).toBe(`attachment; filename="${slug}-audit-log-${today}.json"`);
  const { items } = json.body as Page;
  const count = await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE organization_id = ?1").bind(owner.organizationId).first<number>("count");
  expect(items).toHaveLength(count ?? 0);
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);

  const table = await owner.client.call("GET", `${logOf(owner)}/export?format=csv`);
  expect(table.headers.get("content-type")).toContain("text/csv");
  const rows = table.text.trimEnd().split("\r\n");
  expect(rows[0]).toMatch(/^sequence,id,createdAt,/);
  const file = await fetch(`${stack.url}${logOf(owner)}/export?format=csv`, { headers: { cookie: owner.client.cookie } });
  expect([...new Uint8Array(await file.arrayBuffer()).subarray(0, 3)], "UTF-8's byte order mark, which text() removes").toEqual([0xef, 0xbb, 0xbf]);
  expect(rows).toHaveLength(items.length + 1);
  expect(table.text).toContain(",'=1+1,");
  expect(table.text).not.toMatch(/,=/);
  const filtered = await owner.client.call("GET", `${logOf(owner)}/export?format=json&action=estate.create`);
  expect((filtered.body as Page).items).toHaveLength(4);
  expect(await owner.client.refused("GET", `${logOf(owner)}/export?format=xml`)).toMatchObject({ status: 400, field: "format" });
});
