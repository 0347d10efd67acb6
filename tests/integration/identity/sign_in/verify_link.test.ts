// Proves that a link from the mail signs in once, within its lifetime, for the account of its address.
import { expect } from "vitest";
import { linkIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client, type Answer } from "../../support/client.ts";
import { fromSomewhere, type Me } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const INVALID_TOKEN = { status: 400, code: "INVALID_CODE", field: "token" };

const send = (stack: Stack, path: string, body: object) => new Client(stack.url).call("POST", path, { body, headers: fromSomewhere() });
const follow = (stack: Stack, token: string, client = new Client(stack.url)): Promise<Answer> => client.call("POST", "/api/auth/signin/link/verify", { body: { token }, headers: fromSomewhere() });
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
  return link.searchParams.get("token") ?? "";
}


test("a link signs in and returns the requested return URL", async ({ stack, owner }) => {
  const returnUrl = `/device?user_code=BCDF-2345#here`;
  const client = new Client(stack.url);
  const { status, body } = await follow(stack, await askForLink(stack, owner.email, returnUrl), client);
  const came = body as { me: Me; returnUrl: string | null };
  expect([status, came.returnUrl, came.me.user.id, came.me.user.email]).toEqual([200, returnUrl, owner.userId, owner.email]);
  expect(await client.ok("GET", "/api/auth/me")).toEqual(came.me);
  expect((await follow(stack, await askForLink(stack, owner.email))).body).toMatchObject({ returnUrl: null });
  const audit = await stack.db.prepare("SELECT action FROM audit_log WHERE actor_id = ?1 AND action LIKE 'auth.verifyLink'").bind(owner.userId).all();
  expect(audit.results.length).toBe(2);
});

test("a link works once, also when it is used concurrently", async ({ stack, owner }) => {
  const token = await askForLink(stack, owner.email);
  const answers = await Promise.all(Array.from({ length: 5 }, () => follow(stack, token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
  expect(refusal(await follow(stack, token))).toEqual(INVALID_TOKEN);
});

test("a link that is expired, replaced, altered or of another kind is refused", async ({ stack, owner }) => {
  const first = await askForLink(stack, owner.email);
  const second = await askForLink(stack, owner.email);
  const altered = `${second.slice(0, -1)}${second.endsWith("A") ? "E" : "A"}`;
  for (const token of [first, altered, "", "x".repeat(100)]) expect(refusal(await follow(stack, token)), token).toEqual(INVALID_TOKEN);
  const reset = { token: second, password: "another long password" };
  expect(await new Client(stack.url).refused("POST", "/api/auth/password/reset", { body: reset, headers: fromSomewhere() })).toEqual(INVALID_TOKEN);
  await stack.db.prepare("UPDATE verification SET expires_at = ?2 WHERE identifier = ?1").bind(`sign-in-link:${owner.email}`, Date.now() - 1).run();
  expect(refusal(await follow(stack, second))).toEqual(INVALID_TOKEN);
});

test("a return URL of another site is refused, and no mail is sent", async ({ stack, owner }) => {
  const before = stack.mail.find({ to: owner.email }).length;
  for (const returnUrl of ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "builds", "/a/..//b"]) {
    const options = { body: { email: owner.email, returnUrl }, headers: fromSomewhere() };
    expect(await new Client(stack.url).refused("POST", "/api/auth/signin/link", options), returnUrl).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "returnUrl" });
  }
  expect(stack.mail.find({ to: owner.email }).length).toBe(before);
});
