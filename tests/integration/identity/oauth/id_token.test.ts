// Proves that an invalid id_token is refused, that keys are fetched again for an unknown key id, and that a failing provider ends a
// sign-in without a trace.
import { expect } from "vitest";
import type { Fault } from "../../../providers/openid/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client } from "../../support/client.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";
import { beginAuthorization, followCallback, authorize, createAccount, signInWith, type ProviderId } from "../../support/oauth.ts";

const test = integration({ withoutRunner: true });

const FAILED = "/login?problem=oauth_failed";
const FAULTS: Fault[] = ["wrong_issuer", "wrong_audience", "wrong_nonce", "missing_nonce", "expired", "unknown_key", "forged_signature", "altered", "unsigned", "symmetric"];

const counts = async ({ db }: Stack) => db.prepare("SELECT (SELECT count(*) FROM user) AS users, (SELECT count(*) FROM account) AS accounts, (SELECT count(*) FROM session) AS sessions").first();

/** The reasons that the log gives for sign-ins that failed. */
const reasons = ({ lines }: Stack) => lines.filter((line) => line.includes("oauth callback failed")).map((line) => (JSON.parse(line) as { error: string }).error);

for (const provider of ["google", "slack"] as const) {
  test(`${provider}: every invalid id_token is refused, and the log has the reason`, async ({ stack }) => {
    const person = createAccount(stack, provider);
    const before = await counts(stack);
    for (const fault of FAULTS) {
      const known = reasons(stack).length;
      stack[provider].spoil(fault);
      const { client, page } = await signInWith(stack, provider, person);
      expect(page, fault).toBe(FAILED);
      expect((await client.call("GET", "/api/auth/me")).status, fault).toBe(401);
      const [reason] = await until(`the reason for ${fault}`, () => {
        const found = reasons(stack).slice(known);
        return found.length > 0 && found;
      });
      expect(reason, fault).toMatch(/id_token/);
      expect(reason, fault).not.toMatch(/eyJ/);
    }
    expect(await counts(stack)).toEqual(before);
    stack[provider].spoil("email_unverified");
    expect((await signInWith(stack, provider, person)).page).toBe("/login?problem=email_unverified");
    stack[provider].spoil("missing_email");
    expect((await signInWith(stack, provider, person)).page).toBe("/login?problem=email_unverified");
    expect(await counts(stack)).toEqual(before);
    expect((await signInWith(stack, provider, person)).page).toBe("/");
  });
}

test("a rotated key is accepted immediately, a withdrawn one is not", async ({ stack }) => {
  await stack.restartWorker();
  const person = createAccount(stack, "google");
  const fetches = () => stack.google.requests.filter(({ path }) => path === "/oauth2/v3/certs").length;
  expect((await signInWith(stack, "google", person)).page).toBe("/");
  const first = fetches();
  expect((await signInWith(stack, "google", person)).page).toBe("/");
  expect(fetches()).toBe(first);
  await stack.google.rotateKeys({ keepOld: false });
  expect((await signInWith(stack, "google", person)).page).toBe("/");
  expect(fetches()).toBe(first + 1);
  // and no more than once a minute
  for (let round = 0; round < 3; round += 1) {
    stack.google.spoil("unknown_key");
    expect((await signInWith(stack, "google", person)).page).toBe(FAILED);
  }
  expect(fetches()).toBe(first + 1);
});

test("a request that can be repeated is, when the endpoint is unavailable for a moment", async ({ stack }) => {
  stack.github.fail({ path: /^\/user$/, status: 503, times: 1 });
  expect((await signInWith(stack, "github", createAccount(stack, "github"))).page).toBe("/");
});

test("failing endpoints and expired or used codes end on the login page", async ({ stack }) => {
  const trouble = async (provider: ProviderId, path: RegExp) => {
    const simulator = { google: stack.google, slack: stack.slack, github: stack.github }[provider];
    const recover = simulator.fail({ path, status: 503, times: Number.POSITIVE_INFINITY });
    const { page } = await signInWith(stack, provider, createAccount(stack, provider));
    recover();
    return page;
  };
  expect(await trouble("google", /^\/token$/)).toBe(FAILED);
  expect(await trouble("slack", /openid\.connect\.token$/)).toBe(FAILED);
  expect(await trouble("github", /^\/user$/)).toBe(FAILED);
  expect(await trouble("github", /^\/user\/emails/)).toBe(FAILED);
  await stack.restartWorker();
  expect(await trouble("google", /certs$/)).toBe(FAILED);

  for (const provider of ["google", "slack", "github"] as const) {
    const client = new Client(stack.url);
    const callbackUrl = await authorize(stack, provider, await beginAuthorization(client, provider), createAccount(stack, provider));
    ({ google: stack.google, slack: stack.slack, github: stack.github })[provider].expireCodes();
    expect(await followCallback(client, callbackUrl), provider).toBe(FAILED);
  }
});
