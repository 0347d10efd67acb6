// Proves that a user's authorization outlives its access token by the refresh token, which is used once also by requests at the same
// time, and that an authorization that ended at GitHub ends here.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { authorizeGitHub, configuration, repositoryOf } from "../../support/builds.ts";
import type { Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const REQUIRED = { status: 409, code: "GITHUB_AUTHORIZATION_REQUIRED" };

const stored = ({ db }: Stack, { userId }: Person) =>
  db.prepare("SELECT access_token_sealed AS sealed, access_token_expires_at - ?2 AS remaining FROM account WHERE user_id = ?1 AND provider_id = 'github-user'").bind(userId, Date.now()).first<{ sealed: string; remaining: number }>();

const path = ({ estateId }: Person) => `/api/estates/${estateId}/github/repositories`;

/** The eight hours pass, at GitHub and here. */
async function expire({ github, db }: Stack, { userId }: Person): Promise<void> {
  github.expireUserTokens();
  await db.prepare("UPDATE account SET access_token_expires_at = ?2 WHERE user_id = ?1 AND provider_id = 'github-user'").bind(userId, Date.now() - 1).run();
}

test("an expired token is replaced once, by whichever of several requests comes first", async ({ stack, owner }) => {
  const repository = await repositoryOf(stack, owner, configuration({}));
  const before = await stored(stack, owner);
  await expire(stack, owner);
  const answers = await Promise.all([1, 2, 3, 4].map(() => owner.client.call("GET", path(owner))));
  for (const { status, body } of answers) expect([status, body]).toMatchObject([200, { items: [{ fullName: `${repository.owner}/settings` }] }]);
  const after = await stored(stack, owner);
  expect(after?.sealed).not.toBe(before?.sealed);
  expect(after?.remaining).toBeGreaterThan(7 * 3_600_000);
  await expire(stack, owner);
  expect((await owner.client.call("GET", path(owner))).status, "the new refresh token works too").toBe(200);
});

test("after a revocation at GitHub the user has to authorize again, whether the token had expired or not", async ({ stack, owner }) => {
  await repositoryOf(stack, owner, configuration({}));
  for (const expired of [false, true]) {
    if (expired) await expire(stack, owner);
    stack.github.revokeAuthorization(stack.github.viewer.login);
    expect(await owner.client.refused("GET", path(owner))).toEqual(REQUIRED);
    expect(await stored(stack, owner)).toBe(null);
    expect(await owner.client.refused("GET", path(owner))).toEqual(REQUIRED);
    await authorizeGitHub(stack, owner);
    expect((await owner.client.call("GET", path(owner))).status).toBe(200);
  }
});

test("while GitHub fails, the authorization is kept", async ({ stack, owner }) => {
  await repositoryOf(stack, owner, configuration({}));
  const recover = stack.github.fail({ path: /^\/user\/installations/, status: 500, times: 10 });
  expect(await owner.client.refused("GET", path(owner))).toEqual({ status: 502, code: "EXTERNAL_API_ERROR" });
  recover();
  expect((await owner.client.call("GET", path(owner))).status).toBe(200);
});
