// Proves that no public operation reveals whether an address has an account: responses, statements and password checks are the
// same.
import { expect } from "vitest";
import { kindOf } from "../../../providers/mail/index.ts";
import { Client } from "../../support/client.ts";
import { PASSWORD, fromSomewhere, newEmail } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

const OPERATIONS: [string, (email: string) => object][] = [
  ["/api/auth/signup", (email) => ({ email, password: PASSWORD, name: "Demo Owner" })],
  ["/api/auth/signup/verify", (email) => ({ email, code: "000000" })],
  ["/api/auth/signin", (email) => ({ email, password: "wrong password" })],
  ["/api/auth/signin/link", (email) => ({ email, returnUrl: "/x" })],
  ["/api/auth/signin/code", (email) => ({ email })],
  ["/api/auth/signin/code/verify", (email) => ({ email, code: "000000" })],
  ["/api/auth/password/forgot", (email) => ({ email })],
  ["/api/auth/login", (email) => ({ email, password: "wrong password" })],
];

test("responses and statements are the same for an address with an account and for one without", async ({ stack, owner }) => {
  const unknown = newEmail();
  // the owner has signed up a moment ago, and codes are counted by address: the other begins to sign up, too
  await new Client(stack.url).call("POST", "/api/auth/signup", { body: { email: unknown, password: PASSWORD, name: "Demo Owner" }, headers: fromSomewhere() });
  for (const [path, bodyFor] of OPERATIONS) {
    const [mine, nobodys] = await Promise.all(
      [owner.email, unknown].map(async (email) => {
        const answer = await new Client(stack.url).call("POST", path, { body: bodyFor(email), headers: fromSomewhere() });
        const { d1_statements, d1_round_trips, password_checks = 0 } = await logged(stack, answer);
        const text = answer.text.replaceAll(email, "<email>").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, "<time>").replace(/req_\w+/, "<request>");
        const headers = Object.fromEntries(
          [...answer.headers]
            .filter(([name]) => !["date", "x-request-id", "ratelimit-reset"].includes(name))
            .map(([name, value]) => [name, name === "set-cookie" ? value.replace(/=[\w-]{43};/, "=<token>;") : value]),
        );
        return { path, status: answer.status, text, headers, d1_statements, d1_round_trips, password_checks };
      }),
    );
    expect(mine).toEqual(nobodys);
    // a check of the password, without an account of a hash that matches none, is most of the time that a sign-in takes
    expect(mine?.password_checks, path).toBe(path === "/api/auth/signin" || path === "/api/auth/login" ? 1 : 0);
  }
  const kinds = async (email: string, count: number) => {
    await until(`${count} mails`, () => stack.mail.find({ to: email }).length >= count);
    return stack.mail.find({ to: email }).map(kindOf).sort();
  };
  expect(await kinds(unknown, 5)).toEqual(["no_account", "no_account", "no_account", "sign_up_code", "sign_up_code"]);
  expect(await kinds(owner.email, 5)).toEqual(["account_exists", "reset_password", "sign_in_code", "sign_in_link", "sign_up_code"]);
});
