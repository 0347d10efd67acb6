// Proves that each mail is rendered from its row and sent once to the right address as text and HTML, that a failing service is retried,
// and that codes, tokens and addresses are nowhere but in the mail.
import { expect } from "vitest";
import { codeIn, linkIn, tokenIn, type Mail } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { added } from "../../support/added.ts";
import { Client } from "../../support/client.ts";
import { dump } from "../../support/database.ts";
import { PASSWORD, fromSomewhere, newEmail, type Person } from "../../support/people.ts";
import { deliveryWith, retryNow } from "../../support/outbox.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";

const test = integration({ withoutRunner: true });

const post = (stack: Stack, path: string, body: object) => new Client(stack.url).call("POST", path, { body, headers: fromSomewhere() });
const link = (stack: Stack, email: string) => post(stack, "/api/auth/signin/link", { email });

/** The event of the newest requested mail. No mail of an earlier test is pending. */
async function newest({ db }: Stack): Promise<string> {
  const found = await db.prepare("SELECT event_id FROM outbox_delivery WHERE consumer = 'sendMail' ORDER BY event_id DESC LIMIT 1").first<string>("event_id");
  if (found === null) throw new Error("no mail was asked for");
  return found;
}

/** The events of the mails that wait for their next attempt. */
async function pending({ db }: Stack): Promise<string[]> {
  const { results } = await db.prepare("SELECT event_id FROM outbox_delivery WHERE consumer = 'sendMail' AND status IN ('pending', 'retrying')").all<{ event_id: string }>();
  return results.map(({ event_id }) => event_id);
}

/** The log lines, from now on, about mails that could not be sent with the request. */
function failuresIn({ lines }: Stack): () => string[] {
  const logged = added(lines);
  return () => logged().filter((line) => line.includes("deliver event inline failed"));
}

async function everyKind(stack: Stack, { client, email, organizationId }: Person): Promise<Record<string, Mail>> {
  const [free, guest, next] = [newEmail(), newEmail(), newEmail()];
  await post(stack, "/api/auth/signup", { email: free, password: PASSWORD, name: "Demo" });
  await post(stack, "/api/auth/signup", { email, password: PASSWORD, name: "Demo" });
  await link(stack, email);
  await post(stack, "/api/auth/signin/code", { email });
  await post(stack, "/api/auth/password/forgot", { email });
  await link(stack, guest);
  await client.ok("POST", `/api/organizations/${organizationId}/invitations`, { email: guest, role: "member" }, 201);
  await stack.db.prepare("UPDATE organization SET name = '<b>Demo</b> & Company' WHERE id = ?1").bind(organizationId).run();
  await client.call("POST", "/api/user/email", { body: { email: next }, headers: fromSomewhere() });
  const code = codeIn(await stack.mail.waitFor({ to: next, kind: "email_code" }));
  await client.ok("POST", "/api/user/email/verify", { code }, 200);
  await client.ok("POST", "/api/user/password", { currentPassword: PASSWORD, newPassword: "another long password" }, 204);
  const expected: [string, string][] = [
    [free, "sign_up_code"],
    [email, "account_exists"],
    [email, "sign_in_link"],
    [email, "sign_in_code"],
    [email, "reset_password"],
    [guest, "no_account"],
    [guest, "invitation"],
    [next, "email_code"],
    [email, "email_changed"],
    [next, "password_changed"],
  ];
  const mails: Record<string, Mail> = {};
  for (const [to, kind] of expected) mails[kind] = await stack.mail.waitFor({ to, kind });
  return mails;
}

test("every kind of mail goes to its address, fetches nothing, and its secrets are nowhere else", async ({ stack, owner }) => {
  const mails = await everyKind(stack, owner);
  for (const [kind, mail] of Object.entries(mails)) {
    expect([mail.from, mail.to.length, mail.cc, mail.bcc, mail.transport], kind).toEqual(["Steward <no-reply@steward.example.com>", 1, [], [], "resend"]);
    expect(mail.html, kind).toMatch(/^<!doctype html>/);
    expect(mail.html, kind).not.toMatch(/<img|<script|<link|url\(|@import/);
    expect(mail.text, kind).toContain(stack.url);
  }
  const text = (kind: string) => mails[kind]?.text ?? "";
  expect(text("sign_in_link")).toContain("Hello Demo Owner,");
  expect(text("invitation")).toContain("Demo Owner invited you to join");
  const secrets = [
    ...["sign_in_link", "reset_password", "invitation"].map((kind) => {
      const url = linkIn(mails[kind] as Mail, kind === "sign_in_link" ? "/verify" : kind === "reset_password" ? "/reset" : "/invite");
      expect(url.origin).toBe(stack.url);
      return tokenIn(url) || (url.pathname.split("/").at(-1) ?? "");
    }),
  ];
  const codes = ["sign_up_code", "sign_in_code", "email_code"].map((kind) => codeIn(mails[kind] as Mail));
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);

  const database = await dump(stack);
  const rows = JSON.stringify(database);
  const log = stack.lines.join("\n");
  for (const secret of secrets) for (const place of [rows, log]) expect(place).not.toContain(secret);
  const events = JSON.stringify([database["outbox_event"], database["outbox_delivery"]]);
  const audit = JSON.stringify((database["audit_log"] as { action: string; detail: string }[]).filter(({ action }) => action.startsWith("auth.")).map(({ detail }) => detail));
  for (const code of codes) for (const place of [events, audit, log]) expect(place.split(/[^0-9]+/)).not.toContain(code);
  for (const address of [owner.email, ...Object.values(mails).flatMap(({ to }) => to)]) for (const place of [events, audit, log]) expect(place).not.toContain(address);
});

test("a failing service is retried, and one mail is sent however often it is requested", async ({ stack, owner }) => {
  const [before, failures] = [stack.mail.mails.at(-1), failuresIn(stack)];
  const end = stack.mail.fail(500, 1);
  await link(stack, owner.email);
  await until("the first attempt to fail", () => failures().length === 1);
  end();
  expect(stack.mail.find({ to: owner.email, kind: "sign_in_link" })).toEqual([]);
  const eventId = await newest(stack);
  await retryNow(stack, eventId, "sendMail");
  await stack.mail.waitFor({ to: owner.email, kind: "sign_in_link", ...(before === undefined ? {} : { after: before }) });
  await deliveryWith(stack, eventId, "sendMail", "done");

  await stack.db.prepare("UPDATE outbox_delivery SET status = 'pending' WHERE event_id = ?1").bind(eventId).run();
  await retryNow(stack, eventId, "sendMail");
  await deliveryWith(stack, eventId, "sendMail", "done");
  expect(stack.mail.find({ to: owner.email, kind: "sign_in_link" }).length).toBe(1);
});

test("a permanent failure is not retried, and its reason does not contain the address", async ({ stack, owner }) => {
  const failures = failuresIn(stack);
  const end = stack.mail.fail(422, 2);
  await link(stack, owner.email);
  await until("the first attempt to fail", () => failures().some((line) => line.includes("422")));
  const eventId = await newest(stack);
  await retryNow(stack, eventId, "sendMail");
  const dead = await deliveryWith(stack, eventId, "sendMail", "dead");
  end();
  expect(dead.last_error).toMatch(/^Resend answered 422/);
  expect(dead.last_error).not.toContain("@");
});

test("a mail whose row is replaced or expired is not sent", async ({ stack, owner }) => {
  const end = stack.mail.fail(503, 100);
  const failures = failuresIn(stack);
  await link(stack, owner.email);
  await link(stack, owner.email);
  await until("both attempts to fail", () => failures().length === 2);
  end();
  await stack.db.prepare("UPDATE verification SET expires_at = 1 WHERE identifier = ?1").bind(`sign-in-link:${owner.email}`).run();
  const events = await pending(stack);
  expect(events.length).toBe(2);
  for (const eventId of events) {
    await retryNow(stack, eventId, "sendMail");
    await deliveryWith(stack, eventId, "sendMail", "done");
  }
  expect(stack.mail.find({ to: owner.email, kind: "sign_in_link" })).toEqual([]);
});
