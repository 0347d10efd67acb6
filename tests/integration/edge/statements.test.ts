// Proves how many statements each request sends to D1 and in how many round trips, so that an increase is noticed.
import { expect } from "vitest";
import { configuration, connect, ended } from "../support/builds.ts";
import { logged } from "../support/worker_log.ts";
import { test } from "../support/test.ts";

test("reading takes the scope's statement and one more; auth.me and a list of builds take one", async ({ stack, owner }) => {
  const { build } = await connect(stack, owner, configuration({}));
  await ended(owner, build.id);
  const estate = `/api/estates/${owner.estateId}`;
  const organization = `/api/organizations/${owner.organizationId}`;
  const counts: Record<string, [number, number]> = {};
  for (const path of ["/api/auth/me", "/api/organizations", organization, `${organization}/members`, `${organization}/members?q=demo&kind=internal`, `${organization}/invitations`, `${organization}/domains`, `${organization}/estates`, `${organization}/estates?q=a`, `${organization}/estates/overview`, `${organization}/estates/overview?q=a&state=live&ids=${owner.estateId}`, estate, `${estate}/repository`, `${estate}/configuration`, `${estate}/builds`, `${estate}/builds?status=complete&limit=1`, `${estate}/builds/${build.id}`, `${estate}/builds/${build.id}/files`, `${estate}/builds/${build.id}/configuration`]) {
    const answer = await owner.client.call("GET", path);
    expect(answer.status, path).toBe(200);
    const { d1_statements, d1_round_trips } = await logged(stack, answer);
    counts[path.replace(owner.estateId, "E").replace(owner.organizationId, "O").replace(build.id, "B")] = [d1_statements, d1_round_trips];
  }
  expect(counts).toEqual({
    "/api/auth/me": [1, 1],
    "/api/organizations": [2, 2],
    "/api/organizations/O": [2, 2],
    "/api/organizations/O/members": [2, 2],
    "/api/organizations/O/members?q=demo&kind=internal": [2, 2],
    "/api/organizations/O/invitations": [2, 2],
    "/api/organizations/O/domains": [2, 2],
    "/api/organizations/O/estates": [2, 2],
    "/api/organizations/O/estates?q=a": [2, 2],
    "/api/organizations/O/estates/overview": [2, 2],
    "/api/organizations/O/estates/overview?q=a&state=live&ids=E": [2, 2],
    "/api/estates/E": [4, 2],
    "/api/estates/E/repository": [2, 2],
    "/api/estates/E/configuration": [2, 2],
    "/api/estates/E/builds": [1, 1],
    "/api/estates/E/builds?status=complete&limit=1": [1, 1],
    "/api/estates/E/builds/B": [2, 2],
    "/api/estates/E/builds/B/files": [2, 2],
    "/api/estates/E/builds/B/configuration": [2, 2],
  });
});

test("writing takes the scope's statement and one batch", async ({ stack, owner }) => {
  const created = await owner.client.call("POST", `/api/organizations/${owner.organizationId}/estates`, { body: { name: "Another" } });
  expect((await logged(stack, created)).d1_round_trips).toBe(2);
  const organization = await owner.client.call("POST", "/api/organizations", { body: { name: "Another" } });
  expect((await logged(stack, organization)).d1_round_trips).toBe(2);
  const installation = await owner.client.call("POST", `/api/estates/${owner.estateId}/github/installation`);
  expect((await logged(stack, installation)).d1_round_trips).toBe(2);
  const out = await owner.client.call("POST", "/api/auth/signout");
  expect((await logged(stack, out)).d1_round_trips).toBe(2);
});

test("requests that are refused before authentication send no statement", async ({ stack, owner }) => {
  const cases = [
    await owner.client.call("GET", "/api/nothing"),
    await owner.client.call("GET", "/api/auth/me", { headers: { cookie: null } }),
    await owner.client.call("POST", "/api/auth/signout", { headers: { origin: null } }),
    await owner.client.call("GET", "/api/estates/1"),
  ];
  for (const answer of cases) expect((await logged(stack, answer)).d1_statements).toBe(0);
});
