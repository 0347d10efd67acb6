// Proves that a code from the mail signs in once, within its lifetime and five attempts, for the account of its address.
import { expect } from "vitest";
import { codeIn, linkIn, tokenIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client, type Answer } from "../../support/client.ts";
import { PASSWORD, fromSomewhere, newEmail, signInAgain, type Me } from "../../support/people.ts";
import { inParallel } from "../../support/parallel.ts";
import { test } from "../../support/test.ts";

const INVALID_CODE = { status: 400, code: "INVALID_CODE", field: "code" };

const send = (stack: Stack, path: string, body: object) => new Client(stack.url).call("POST", path, { body, headers: fromSomewhere() });
const follow = (stack: Stack, token: string, email: string): Promise<Answer> => new Client(stack.url).call("POST", "/api/auth/signin/link/verify", { body: { token, email }, headers: fromSomewhere() });
const type = (stack: Stack, email: string, code: string, client = new Client(stack.url)): Promise<Answer> => client.call("POST", "/api/auth/signin/code/verify", { body: { email, code }, headers: fromSomewhere() });
const refusal = ({ status, body }: Answer) => {
  const { code, context } = (body as { error: { code: string; context: { field?: string } } }).error;
  return { status, code, field: context.field };
};

async function askForLink(stack: Stack, email: string, returnUrl?: string): Promise<string> {
  const after = stack.mail.mails.at(-1);
  const answer = await send(stack, "/api/auth/signin/link", { email, ...(returnUrl === undefined ? {} : { returnUrl }) });
  expect([answer.status, answer.body]).toEqual([202, { email, expiresAt: expect.any(String) }]);
  const link = linkIn(await stack.mail.waitFor({ to: email, kind: "sign_in_link", ...(after === undefined ? {} : { after }) }), "/verify");
  expect(link.origin).toBe(stack.url);
  return tokenIn(link);
}

async function askForCode(stack: Stack, email: string): Promise<string> {
  const after = stack.mail.mails.at(-1);
  expect((await send(stack, "/api/auth/signin/code", { email })).status).toBe(202);
  return codeIn(await stack.mail.waitFor({ to: email, kind: "sign_in_code", ...(after === undefined ? {} : { after }) }));
}

test("a code signs in once, for its address only, and ends after five attempts", async ({ stack, owner }) => {
  const code = await askForCode(stack, owner.email);
  expect(refusal(await type(stack, newEmail(), code))).toEqual(INVALID_CODE);
  const client = new Client(stack.url);
  const { status, body } = await type(stack, owner.email.toUpperCase(), code, client);
  expect([status, (body as Me).user.id]).toEqual([200, owner.userId]);
  expect((await client.call("GET", "/api/auth/me")).status).toBe(200);
  expect(refusal(await type(stack, owner.email, code))).toEqual(INVALID_CODE);

  const next = await askForCode(stack, owner.email);
  const wrong = String((Number(next) + 1) % 1_000_000).padStart(6, "0");
  for (let attempt = 0; attempt < 5; attempt += 1) expect(refusal(await type(stack, owner.email, wrong))).toEqual(INVALID_CODE);
  expect(refusal(await type(stack, owner.email, next))).toEqual(INVALID_CODE);
});

test("a code may be typed with hyphens, special spaces and full-width digits, and what is no code uses up no attempt", async ({ stack, owner }) => {
  const code = await askForCode(stack, owner.email);
  for (const slip of ["", "12345", "1234567", "12a456", "https://steward.example", "٠١٢٣٤٥", `${code}${code}`, `${code.slice(0, 5)}O`]) {
    expect(refusal(await type(stack, owner.email, slip)), slip).toEqual(INVALID_CODE);
  }
  const wide = (digits: string) => [...digits].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join("");
  const spellings: ((left: string, right: string) => string)[] = [
    (left, right) => `${left}-${right}`,
    (left, right) => `${left}\u00a0${right}`,
    (left, right) => `${left} \u2013 ${right}`,
    (left, right) => `\ufeff${wide(left + right)}\u200b`,
  ];
  for (const [index, spell] of spellings.entries()) {
    const current = index === 0 ? code : await askForCode(stack, owner.email);
    expect((await type(stack, owner.email, spell(current.slice(0, 3), current.slice(3)))).status, String(index)).toBe(200);
  }
});

test("twenty wrong codes block an IP address for codes, links and passwords, and right ones do not count", async ({ stack, owner }) => {
  const headers = fromSomewhere();
  const attempt = (path: string, body: object) => new Client(stack.url).call("POST", path, { body, headers });
  const code = await askForCode(stack, owner.email);
  expect((await attempt("/api/auth/signin/code/verify", { email: owner.email, code })).status).toBe(200);
  const statuses = [];
  for (let tries = 0; tries < 20; tries += 1) statuses.push((await attempt("/api/auth/signin/code/verify", { email: newEmail(), code: "000000" })).status);
  expect(statuses).toEqual(Array(20).fill(400));
  expect((await attempt("/api/auth/signin/link/verify", { token: "x" })).status).toBe(429);
  expect((await attempt("/api/auth/signin", { email: owner.email, password: PASSWORD })).status).toBe(429);
});

test("wrong codes have a budget by address, however many codes are sent and from wherever; links go on working", async ({ stack, owner }) => {
  const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
  for (let round = 0; round < 2; round += 1) {
    const wrong = wrongOf(await askForCode(stack, owner.email));
    for (let attempt = 0; attempt < 5; attempt += 1) expect(refusal(await type(stack, owner.email, wrong))).toEqual(INVALID_CODE);
  }
  const right = await askForCode(stack, owner.email);
  expect(refusal(await type(stack, owner.email, right))).toMatchObject({ status: 429, code: "RATE_LIMITED" });
  expect((await follow(stack, await askForLink(stack, owner.email), owner.email)).status).toBe(200);
});

test("wrong codes have a budget by domain, whatever the addresses, and none of another domain", async ({ stack }) => {
  const domain = `${newEmail().split("@")[0]}.example`;
  const statuses = await inParallel(Array.from({ length: 110 }, (_, index) => index), async (index) => (await type(stack, `somebody-${index}@${domain}`, "000000")).status);
  expect([statuses.filter((status) => status === 400).length, statuses.filter((status) => status === 429).length]).toEqual([100, 10]);
  expect(refusal(await type(stack, newEmail("another.example"), "000000"))).toEqual(INVALID_CODE);
});

test("a banned user gets ACCOUNT_BANNED after a right link or code, and no session", async ({ stack, owner }) => {
  const [token, code] = [await askForLink(stack, owner.email), await askForCode(stack, owner.email)];
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(owner.userId).run();
  for (const answer of [await follow(stack, token, owner.email), await type(stack, owner.email, code)]) {
    expect(refusal(answer)).toEqual({ status: 403, code: "ACCOUNT_BANNED", field: undefined });
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
});

test("a code verifies an unverified address and removes the password and sessions that existed before", async ({ stack, owner }) => {
  const other = await signInAgain(stack, owner);
  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(owner.userId).run();
  const client = new Client(stack.url);
  const { body } = await type(stack, owner.email, await askForCode(stack, owner.email), client);
  expect(body).toMatchObject({ user: { id: owner.userId, emailVerified: true, hasPassword: false } });
  for (const { client: former } of [owner, other]) expect(await former.refused("GET", "/api/auth/me")).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  const signIn = { body: { email: owner.email, password: PASSWORD }, headers: fromSomewhere() };
  expect(await new Client(stack.url).refused("POST", "/api/auth/signin", signIn)).toEqual({ status: 401, code: "INVALID_CREDENTIALS" });
  const again = await type(stack, owner.email, await askForCode(stack, owner.email));
  expect(again.body).toMatchObject({ user: { emailVerified: true } });
  expect((await client.call("GET", "/api/auth/me")).status).toBe(200);
});
