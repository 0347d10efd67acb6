// Proves that no public operation reveals whether an address has an account: responses, statements and CPU time are the same.
import { expect } from "vitest";
import { kindOf } from "../../../providers/mail/index.ts";
import { ProcessCpu } from "../../../load/cpu.ts";
import { Client } from "../../support/client.ts";
import { newId } from "../../support/ids.ts";
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
        const { d1_statements, d1_round_trips } = await logged(stack, answer);
        const text = answer.text.replaceAll(email, "<email>").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, "<time>").replace(/req_\w+/, "<request>");
        const headers = Object.fromEntries(
          [...answer.headers]
            .filter(([name]) => !["date", "x-request-id", "ratelimit-reset"].includes(name))
            .map(([name, value]) => [name, name === "set-cookie" ? value.replace(/=[\w-]{43};/, "=<token>;") : value]),
        );
        return { path, status: answer.status, text, headers, d1_statements, d1_round_trips };
      }),
    );
    expect(mine).toEqual(nobodys);
  }
  const kinds = async (email: string, count: number) => {
    await until(`${count} mails`, () => stack.mail.find({ to: email }).length >= count);
    return stack.mail.find({ to: email }).map(kindOf).sort();
  };
  expect(await kinds(unknown, 5)).toEqual(["no_account", "no_account", "no_account", "sign_up_code", "sign_up_code"]);
  expect(await kinds(owner.email, 5)).toEqual(["account_exists", "reset_password", "sign_in_code", "sign_in_link", "sign_up_code"]);
});

const PAIRS = 8;
/** The two may differ by this part. Without a password's hash computed for it, an address costs a fraction. */
const TOLERANCE = 0.25;

test("an unknown address costs as much CPU time as a wrong password", async ({ stack, owner }) => {
  const hash = await stack.db.prepare("SELECT password_hash FROM account WHERE user_id = ?1").bind(owner.userId).first<string>("password_hash");
  // each address is tried once, as its first attempt creates its limiter
  const [emails, nobodys] = [Array.from({ length: PAIRS }, newEmail), Array.from({ length: PAIRS }, newEmail)];
  await stack.db.batch(
    emails.flatMap((email) => {
      const id = newId("usr");
      return [
        stack.db.prepare("INSERT INTO user (id, name, email, email_verified, created_at, updated_at) VALUES (?1, 'Demo', ?2, 1, 1, 1)").bind(id, email),
        stack.db.prepare("INSERT INTO account (id, user_id, provider_id, account_id, password_hash, created_at, updated_at) VALUES (?1, ?2, 'credential', ?2, ?3, 1, 1)").bind(newId("acc"), id, hash),
      ];
    }),
  );
  const cpu = new ProcessCpu(stack.worker.pid ?? 0);
  const client = new Client(stack.url);
  const costOf = async (email: string) => {
    const { result, microseconds } = await cpu.of(() => client.call("POST", "/api/auth/signin", { body: { email, password: "wrong password" }, headers: fromSomewhere() }));
    expect(result.status).toBe(401);
    return microseconds;
  };
  let [known, unknown] = [0, 0];
  for (const [index, email] of emails.entries()) {
    known += await costOf(email);
    unknown += await costOf(nobodys[index] ?? "");
  }
  expect(Math.abs(known - unknown) / known, `${known} µs against ${unknown} µs`).toBeLessThan(TOLERANCE);
});
