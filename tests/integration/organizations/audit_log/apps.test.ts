// Proves that the audit log names the app through which somebody acted, also in the chain, the filter and the files.
import { expect } from "vitest";
import { discover, registerApp, signInTo } from "../../support/app.ts";
import { Program } from "../../support/program.ts";
import { test } from "../../support/test.ts";

interface Event {
  id: string;
  action: string;
  actor: { type: string; id: string; name: string };
  app: { id: string; name: string | null } | null;
}

test("an event of an app has the user as its actor and the app beside it", async ({ stack, owner }) => {
  const scopes = ["openid", "estate.view", "estate.create"];
  const app = await registerApp(owner, { scopes });
  const { tokens } = await signInTo(await discover(stack, app), owner, { scope: scopes.join(" ") });
  await new Program(stack.url, tokens.access_token).ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "By the app" });
  await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "By hand" }, 201);
  const audit = `/api/organizations/${owner.organizationId}/audit`;
  const list = async (query: string) => (await owner.client.ok<{ items: Event[] }>("GET", `${audit}?action=estate.create${query}`)).items;
  const actor = { type: "user", id: owner.userId, name: "Demo Owner" };
  const [byHand, byApp] = await list("");
  expect([byHand, byApp]).toMatchObject([{ actor, app: null }, { actor, app: { id: app.client.id, name: "Reports" } }]);
  expect((await list(`&actorId=${app.client.id}`)).map(({ id }) => id)).toEqual([byApp?.id]);
  expect(await owner.client.ok("GET", `${audit}/verification`)).toMatchObject({ broken: null });
  const { text } = await owner.client.call("GET", `${audit}/export?format=csv&action=estate.create`);
  expect(text.split("\r\n").slice(0, 3).map((line) => line.split(",")[6])).toEqual(["app", "", "Reports"]);
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/oauth-clients/${app.client.id}`, undefined, 204);
  expect(await list(`&actorId=${app.client.id}`)).toMatchObject([{ actor, app: { id: app.client.id, name: null } }]);
});
