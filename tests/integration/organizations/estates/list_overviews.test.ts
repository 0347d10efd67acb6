// Proves what the overview of estates shows, finds and hides, and that its pages stay correct while estates change.
import { expect } from "vitest";
import { configuration, connect, ended, pushOne } from "../../support/builds.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

interface Overview {
  id: string;
  name: string;
  repository: { fullName: string; branch: string } | null;
  lastBuild: { id: string; number: number; status: string; commitHash: string; commitSubject: string; commitAuthor: string | null; branch: string; createdAt: string } | null;
  activeBuild: { id: string; number: number; activatedAt: string; isRolledBack: boolean } | null;
}

interface Page {
  items: Overview[];
  nextCursor: string | null;
}

const path = ({ organizationId }: Person) => `/api/organizations/${organizationId}/estates`;
const overview = (person: Person, query = "") => person.client.ok<Page>("GET", `${path(person)}/overview?${query}`);
const names = ({ items }: Page) => items.map(({ name }) => name);
const make = async (owner: Person, name: string) => (await owner.client.ok<{ id: string }>("POST", path(owner), { name }, 201)).id;

test("an estate shows its repository, its newest and its active build, and a rollback", async ({ stack, owner }) => {
  expect((await overview(owner)).items).toMatchObject([{ id: owner.estateId, name: "Default", repository: null, lastBuild: null, activeBuild: null }]);
  const { build, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, build.id);
  const second = await pushOne(stack, fullName, configuration({ version: 2 }), "Say more\n\nWith a body.");
  const complete = await ended(owner, second);
  const [estate] = (await overview(owner)).items;
  expect(estate).toMatchObject({
    repository: { fullName, branch: "main" },
    lastBuild: { id: second, number: 2, status: "complete", commitSubject: "Say more", branch: "main", commitHash: complete.commitHash, commitAuthor: complete.commitAuthor },
    activeBuild: { id: second, number: 2, isRolledBack: false },
  });
  expect(names(await overview(owner, "state=live"))).toEqual(["Default"]);

  await owner.client.ok("POST", `/api/estates/${owner.estateId}/builds/${build.id}/activate`, {});
  expect((await overview(owner)).items).toMatchObject([{ lastBuild: { number: 2 }, activeBuild: { id: build.id, number: 1, isRolledBack: true } }]);
  expect(names(await overview(owner, "state=live"))).toEqual([]);

  await ended(owner, await pushOne(stack, fullName, { "steward.config.json": "{" }));
  expect((await overview(owner, "state=failed")).items).toMatchObject([{ lastBuild: { number: 3, status: "failed" }, activeBuild: { number: 1 } }]);
  expect(names(await overview(owner, "state=building"))).toEqual([]);
  await stack.db.prepare("UPDATE build SET status = 'in_progress', failure_code = NULL, completed_at = NULL WHERE estate_id = ?1 AND number = 3").bind(owner.estateId).run();
  expect(names(await overview(owner, "state=building"))).toEqual(["Default"]);
});

test("a search finds part of the name in any case, and takes every character literally", async ({ owner }) => {
  for (const name of ["100% Wool", "1000 Wools", "Snow_Flake", "Snow Flake", "It's \\ \"quoted\"", "Málaga"]) await make(owner, name);
  for (const [q, found] of [
    ["wool", ["100% Wool", "1000 Wools"]],
    ["100% w", ["100% Wool"]],
    ["%", ["100% Wool"]],
    ["_", ["Snow_Flake"]],
    ["SNOW", ["Snow_Flake", "Snow Flake"]],
    [" snow f ", ["Snow Flake"]],
    ["'s \\ \"q", ["It's \\ \"quoted\""]],
    ["MáL", ["Málaga"]],
    ["nothing", []],
  ] as const) {
    expect(names(await overview(owner, `q=${encodeURIComponent(q)}`)), q).toEqual(found);
    expect(names(await owner.client.ok<Page>("GET", `${path(owner)}?q=${encodeURIComponent(q)}`)), q).toEqual(found);
  }
  expect((await overview(owner, "q=%20")).items).toHaveLength(7);
  for (const list of [path(owner), `${path(owner)}/overview`]) {
    expect(await owner.client.refused("GET", `${list}?q=${"x".repeat(101)}`)).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "q" });
  }
});

test("pages go on where they ended while estates are added, renamed and deleted", async ({ owner }) => {
  const ids = [owner.estateId];
  for (const name of ["One", "Two", "Three", "Four"]) ids.push(await make(owner, name));
  const first = await overview(owner, "limit=2");
  expect(names(first)).toEqual(["Default", "One"]);
  await owner.client.ok("POST", `/api/estates/${ids[1]}/deletion`, { confirmation: "One" }, 204);
  await owner.client.ok("PATCH", `/api/estates/${ids[3]}`, { name: "A new name" });
  await make(owner, "Five");
  const second = await overview(owner, `limit=2&cursor=${first.nextCursor}`);
  const third = await overview(owner, `limit=2&cursor=${second.nextCursor}`);
  expect([names(second), names(third), third.nextCursor]).toEqual([["Two", "A new name"], ["Four", "Five"], null]);
});

test("estates are found by their ids, in pages too, and other ids are ignored", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const [one, two] = [await make(owner, "One"), await make(owner, "Two")];
  const ids = `ids=${[two, other.estateId, one, "est_01k9zqt3m8e7tbm3hz0c3x6w5r", one].join(",")}`;
  expect(names(await overview(owner, ids))).toEqual(["One", "Two"]);
  expect(names(await overview(owner, `${ids}&q=tw`))).toEqual(["Two"]);
  expect(names(await overview(owner, `${ids}&state=live`))).toEqual([]);
  const first = await overview(owner, `${ids}&limit=1`);
  const second = await overview(owner, `${ids}&limit=1&cursor=${first.nextCursor}`);
  expect([names(first), names(second), second.nextCursor]).toEqual([["One"], ["Two"], null]);
  for (const wrong of ["", "x", `${one},`, other.organizationId, Array.from({ length: 21 }, () => one).join(",")]) {
    expect(await owner.client.refused("GET", `${path(owner)}/overview?ids=${wrong}`), wrong).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "ids" });
  }
  expect(await owner.client.refused("GET", `${path(owner)}/overview?state=strange`)).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "state" });
});

test("guests see the estates granted to them and no others, and another organization is not found", async ({ stack, owner }) => {
  const [granted, hidden] = [await make(owner, "Granted"), await make(owner, "Hidden")];
  const guest = await signUp(stack);
  await join(stack, guest, owner.organizationId, "member");
  await owner.client.ok("PATCH", `${path(owner).replace("estates", "members")}/${guest.userId}`, { role: "guest", estateIds: [granted] });
  const theirs = { ...guest, organizationId: owner.organizationId };
  for (const query of ["", "q=d", `ids=${hidden},${granted}`]) {
    expect(names(await overview(theirs, query)), query).toEqual(["Granted"]);
    if (!query.startsWith("ids")) expect(names(await guest.client.ok<Page>("GET", `${path(owner)}?${query}`)), query).toEqual(["Granted"]);
  }
  expect(names(await overview(theirs, `ids=${hidden}`))).toEqual([]);
  expect(await owner.client.refused("GET", `${path(guest)}/overview`)).toEqual({ status: 404, code: "NOT_FOUND" });
});
