// Proves that what several people edit has a revision, by which an edit of something that was changed meanwhile is refused and
// writes nothing, also when two come at once or within one millisecond.
import { expect } from "vitest";
import type { Answer, Client } from "../support/client.ts";
import { description } from "../support/description.ts";
import { inParallel } from "../support/parallel.ts";
import { join, signUp, type Person } from "../support/people.ts";
import { UNKNOWN, jsonFor, pathOf } from "../support/requests.ts";
import { registerApp } from "../support/app.ts";
import { test } from "../support/test.ts";

interface Revised {
  id: string;
  name: string;
  revision: number;
}

/** An edit of a resource: what makes it, where it is, and what changes it. */
interface Edit {
  path: string;
  method: string;
  /** The body of the edit with this number, each of which changes something. */
  body: (index: number) => object;
  revision: () => Promise<number>;
}

const organization = ({ organizationId }: Person) => `/api/organizations/${organizationId}`;
const error = ({ body }: Answer) => (body as { error: { code: string; context: { field?: string; etag?: string } } }).error;
const edit = (client: Client, { method, path, body }: Edit, ifMatch: string | null, index = 0) => client.call(method, path, { body: body(index), headers: ifMatch === null ? {} : { "if-match": ifMatch } });

/** Each kind of resource that is edited by a PATCH, as the owner sees it. */
async function edits(owner: Person, stack: Parameters<typeof signUp>[0]): Promise<Record<string, Edit>> {
  const { client } = owner;
  const here = organization(owner);
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "viewer");
  const [team, account] = [await client.ok<Revised>("POST", `${here}/teams`, { name: "Team" }, 201), await client.ok<Revised>("POST", `${here}/service-accounts`, { name: "Robot", role: "viewer" }, 201)];
  const app = await registerApp(owner);
  const role = await client.ok<Revised>("POST", `${here}/custom-roles`, { name: "Role", baseRole: "viewer", permissions: ["member.view"] }, 201);
  await client.ok("POST", `${here}/audit/stream`, { url: "https://siem.example.com/a" }, 201);
  // nothing is sent there
  await client.ok("PATCH", `${here}/audit/stream`, { paused: true });
  const item = async (list: string, id: string) => (await client.ok<{ items: Revised[] }>("GET", list)).items.find((one) => one.id === id)?.revision ?? 0;
  const one = async (path: string) => (await client.ok<Revised>("GET", path)).revision;
  const named = (name: string) => (index: number) => ({ name: `${name} ${index}` });
  const oauth = `${here}/oauth-clients/${app.client.id}`;
  return {
    organization: { method: "PATCH", path: here, body: named("Organization"), revision: () => one(here) },
    estate: { method: "PATCH", path: `/api/estates/${owner.estateId}`, body: named("Estate"), revision: () => one(`/api/estates/${owner.estateId}`) },
    member: { method: "PATCH", path: `${here}/members/${member.userId}`, body: (index) => ({ role: index % 2 === 0 ? "member" : "viewer" }), revision: () => one(`${here}/members/${member.userId}`) },
    team: { method: "PATCH", path: `${here}/teams/${team.id}`, body: named("Team"), revision: () => item(`${here}/teams`, team.id) },
    serviceAccount: { method: "PATCH", path: `${here}/service-accounts/${account.id}`, body: named("Robot"), revision: () => item(`${here}/service-accounts`, account.id) },
    customRole: { method: "PATCH", path: `${here}/custom-roles/${role.id}`, body: named("Role"), revision: () => item(`${here}/custom-roles`, role.id) },
    app: { method: "PATCH", path: oauth, body: named("App"), revision: () => one(oauth) },
    auditStream: { method: "PATCH", path: `${here}/audit/stream`, body: (index) => ({ url: `https://siem.example.com/${index}` }), revision: async () => (await client.ok<{ stream: Revised }>("GET", `${here}/audit/stream`)).stream.revision },
  };
}

test("an edit of something that was changed meanwhile is refused and writes nothing", async ({ stack, owner }) => {
  for (const [kind, change] of Object.entries(await edits(owner, stack))) {
    const first = await change.revision();
    const done = await edit(owner.client, change, `"${first}"`, 2);
    expect([done.status, done.headers.get("etag")?.split("-")[0]], kind).toEqual([200, `"${first + 1}`]);
    expect((done.body as Revised).revision, kind).toBe(first + 1);
    const stale = await edit(owner.client, change, `"${first}"`, 3);
    expect([stale.status, error(stale).code, error(stale).context.etag, stale.headers.get("etag")], kind).toEqual([412, "PRECONDITION_FAILED", `"${first + 1}"`, `"${first + 1}"`]);
    expect(await change.revision(), kind).toBe(first + 1);
    // one of several tags, the whole ETag, any state, and no demand
    for (const [index, ifMatch] of [`"1-x", "${first + 1}"`, `"${first + 2}-0123456789abcdef"`, "*", null].entries()) {
      expect((await edit(owner.client, change, ifMatch, 5 + index)).status, `${kind} ${ifMatch}`).toBe(200);
    }
    expect(await change.revision(), kind).toBe(first + 5);
  }
});

test("of many edits at once with the same revision, one wins", async ({ stack, owner }) => {
  for (const [kind, change] of Object.entries(await edits(owner, stack))) {
    const first = await change.revision();
    const answers = await inParallel([...Array(12).keys()], (index) => edit(owner.client, change, `"${first}"`, 2 * index + 4), 12);
    expect(answers.filter(({ status }) => status === 200).length, kind).toBe(1);
    expect([...new Set(answers.map(({ status }) => status))].sort(), kind).toEqual([200, 412]);
    expect(await change.revision(), kind).toBe(first + 1);
  }
});

test("two edits in one millisecond have two revisions", async ({ stack, owner }) => {
  const now = Date.now();
  const rename = (name: string) => stack.db.prepare("UPDATE estate SET name = ?2, updated_at = ?3 WHERE id = ?1").bind(owner.estateId, name, now);
  const revision = async () => (await owner.client.ok<Revised>("GET", `/api/estates/${owner.estateId}`)).revision;
  const first = await revision();
  await stack.db.batch([rename("One"), rename("Two")]);
  expect(await revision()).toBe(first + 2);
});

test("a removed connection or stream, made anew, has no revision of the former one", async ({ owner }) => {
  const path = `${organization(owner)}/audit/stream`;
  const make = async () => (await owner.client.ok<{ stream: Revised }>("POST", path, { url: "https://siem.example.com/in" }, 201)).stream.revision;
  const first = await make();
  expect((await owner.client.call("DELETE", path, { headers: { "if-match": `"${first}"` } })).status).toBe(204);
  const gone = await owner.client.call("PATCH", path, { body: { paused: true }, headers: { "if-match": `"${first}"` } });
  expect([gone.status, error(gone).code, gone.headers.get("etag")]).toEqual([412, "PRECONDITION_FAILED", null]);
  expect(await make()).toBeGreaterThan(first);
  expect((await owner.client.call("DELETE", path, { headers: { "if-match": `"${first}"` } })).status).toBe(412);
  expect((await owner.client.call("DELETE", path)).status).toBe(204);
});

test("a deletion is refused, too, when somebody has changed what it deletes", async ({ owner }) => {
  const teams = `${organization(owner)}/teams`;
  const team = await owner.client.ok<Revised>("POST", teams, { name: "Team" }, 201);
  await owner.client.ok("PATCH", `${teams}/${team.id}`, { name: "Other" });
  const remove = (ifMatch: string) => owner.client.call("DELETE", `${teams}/${team.id}`, { headers: { "if-match": ifMatch } });
  expect([(await remove(`"${team.revision}"`)).status, (await remove(`"${team.revision + 1}"`)).status, (await remove(`"${team.revision + 1}"`)).status]).toEqual([412, 204, 404]);
});

test("If-Match must have strong tags, at every operation that takes it", async ({ owner }) => {
  const ids = { ...UNKNOWN, organizationId: owner.organizationId, estateId: owner.estateId, userId: owner.userId };
  const takes = description.operations.filter(({ parameters }) => parameters.some(({ name, in: place }) => place === "header" && name === "If-Match"));
  expect(takes.length).toBeGreaterThan(15);
  await inParallel(takes, async (operation) => {
    for (const wrong of ["7", 'W/"7"', '"7', '"7",', '*, "7"', '"ä"']) {
      const body = operation.media.includes("application/json") ? { body: jsonFor(operation) } : operation.media.length > 0 ? { raw: "x", headers: { "content-type": "image/png" } } : {};
      const refused = await owner.client.refused(operation.method, pathOf(operation, ids), { ...body, headers: { ...("headers" in body ? body.headers : {}), "if-match": wrong } });
      expect(refused, `${operation.id} ${wrong}`).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "If-Match" });
    }
  });
});

test("somebody else's resource is not found, whatever its revision is", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const team = await other.client.ok<Revised>("POST", `${organization(other)}/teams`, { name: "Theirs" }, 201);
  for (const ifMatch of [`"${team.revision}"`, '"999"', "*"]) {
    const options = { body: { name: "Mine" }, headers: { "if-match": ifMatch } };
    expect((await owner.client.call("PATCH", `${organization(owner)}/teams/${team.id}`, options)).status, ifMatch).toBe(404);
    expect((await owner.client.call("PATCH", `${organization(other)}/teams/${team.id}`, options)).status, ifMatch).toBe(404);
  }
});

test("what the client has already is not sent again, and what it shows differently is", async ({ stack, owner }) => {
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  for (const path of [organization(owner), `/api/estates/${owner.estateId}`, `${organization(owner)}/members/${owner.userId}`]) {
    const first = await owner.client.call("GET", path);
    const etag = first.headers.get("etag") ?? "";
    expect(etag, path).toMatch(/^"\d+-[0-9a-f]{16}"$/);
    for (const known of [etag, `"0", W/${etag}`, "*"]) {
      const again = await owner.client.call("GET", path, { headers: { "if-none-match": known } });
      expect([again.status, again.text, again.headers.get("etag")], `${path} ${known}`).toEqual([304, "", etag]);
    }
    expect((await owner.client.call("GET", path, { headers: { "if-none-match": '"0"' } })).status).toBe(200);
  }
  // another person's role is another response
  const [mine, theirs] = [await owner.client.call("GET", organization(owner)), await admin.client.call("GET", organization(owner))];
  expect(theirs.headers.get("etag")).not.toBe(mine.headers.get("etag"));
  expect((theirs.body as Revised).revision).toBe((mine.body as Revised).revision);
});
