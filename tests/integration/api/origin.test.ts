// Proves that every operation that changes something refuses requests that a browser sends from another site.
import { expect } from "vitest";
import { description } from "../support/description.ts";
import { inParallel } from "../support/parallel.ts";
import { UNKNOWN, bodyFor, pathOf } from "../support/requests.ts";
import { test } from "../support/test.ts";

/** Operations for every caller and for identity providers look at no cookie, so another site cannot misuse one. */
const mutations = description.operations.filter(({ method, audience }) => method !== "GET" && audience !== "anyone" && audience !== "provisioner");

test("a request with another origin, without an origin or from another site is refused with 403 and writes nothing", async ({ stack, owner }) => {
  expect(mutations.length).toBeGreaterThan(10);
  const dump = () => stack.db.prepare("SELECT (SELECT count(*) FROM user) AS users, (SELECT count(*) FROM session) AS sessions, (SELECT count(*) FROM organization) AS organizations, (SELECT count(*) FROM estate) AS estates, (SELECT count(*) FROM audit_log) AS audit").first();
  const before = await dump();
  const ids = { ...UNKNOWN, organizationId: owner.organizationId, estateId: owner.estateId, userId: owner.userId };
  await inParallel(mutations, async (operation) => {
    const path = pathOf(operation, ids);
    const { headers: own, ...body } = bodyFor(operation);
    const others: Record<string, string | null>[] = [
      { origin: "https://elsewhere.example" },
      { origin: "null" },
      { origin: `${stack.url}/` },
      { origin: stack.url.replace("http:", "https:") },
      { origin: null },
      { origin: null, "sec-fetch-site": "same-site" },
      { origin: "https://elsewhere.example", "sec-fetch-site": "same-origin" },
      { origin: "null", "sec-fetch-site": "same-site" },
      { origin: "null", "sec-fetch-site": "cross-site" },
      { origin: "null", "sec-fetch-site": "none" },
      { origin: "NULL", "sec-fetch-site": "same-origin" },
    ];
    for (const headers of others) {
      const refused = await owner.client.refused(operation.method, path, { ...body, headers: { ...own, ...headers } });
      expect(refused, `${operation.id} ${JSON.stringify(headers)}`).toEqual({ status: 403, code: "ORIGIN_REFUSED" });
    }
  });
  expect(await dump()).toEqual(before);
});

test("a request without an origin, or with the origin null, is accepted when Sec-Fetch-Site says same-origin", async ({ owner }) => {
  const path = `/api/organizations/${owner.organizationId}/estates`;
  for (const origin of [null, "null"]) {
    const { status } = await owner.client.call("POST", path, { body: { name: "From our page" }, headers: { origin, "sec-fetch-site": "same-origin" } });
    expect(status).toBe(201);
  }
});
