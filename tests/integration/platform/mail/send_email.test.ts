// Proves that mail is sent through Cloudflare's binding where that is configured.
import { expect } from "vitest";
import { codeIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client } from "../../support/client.ts";
import { PASSWORD, grantAdmin, newEmail, type Me } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";

const test = integration({ withoutRunner: true, bindings: { MAIL_TRANSPORT: "send_email" } });

test("a user signs up with a code that was sent through the binding", async ({ stack }) => {
  const [client, email] = [new Client(stack.url), newEmail()];
  await client.ok("POST", "/api/auth/signup", { email, password: PASSWORD, name: "Demo Owner" }, 202);
  const mail = await stack.mail.waitFor({ to: email });
  expect(mail).toMatchObject({ transport: "send_email", from: '"Steward" <no-reply@steward.example.com>', to: [email], subject: `${codeIn(mail)} is your Steward sign-up code` });
  expect(mail.html).toContain(codeIn(mail));
  await client.ok("POST", "/api/auth/signup/verify", { email, code: codeIn(mail) }, 201);
});

/** An administrator's browser. */
async function signUpByBinding(stack: Stack): Promise<Client> {
  const [client, email] = [new Client(stack.url), newEmail()];
  await client.ok("POST", "/api/auth/signup", { email, password: PASSWORD, name: "Demo Owner" }, 202);
  const code = codeIn(await stack.mail.waitFor({ to: email }));
  const { user } = await client.ok<Me>("POST", "/api/auth/signup/verify", { email, code }, 201);
  await grantAdmin(stack, { userId: user.id });
  return client;
}

test("an email whose outcome was lost is not sent again until an administrator requeues it", async ({ stack }) => {
  const administrator = await signUpByBinding(stack);
  const [client, email] = [new Client(stack.url), newEmail()];
  await client.ok("POST", "/api/auth/signup", { email, password: PASSWORD, name: "Demo Owner" }, 202);
  await stack.mail.waitFor({ to: email });
  const sent = () => stack.mail.find({ to: email }).length;
  const row = () => stack.db.prepare("SELECT delivery.event_id, status, last_error, single_attempt_at FROM outbox_delivery AS delivery JOIN outbox_event AS event ON event.id = event_id WHERE consumer = 'sendMail' ORDER BY event.id DESC LIMIT 1").first<{ event_id: string; status: string; last_error: string | null; single_attempt_at: number | null }>();
  const done = await until("the delivery to be done", async () => {
    const found = await row();
    return found?.status === "done" ? found : undefined;
  });
  expect(done.single_attempt_at).toBeGreaterThan(0);

  // as after an isolate that ended between the call and the note that it succeeded
  await stack.db.prepare("UPDATE outbox_delivery SET status = 'retrying', due_at = 1 WHERE event_id = ?1").bind(done.event_id).run();
  await stack.scheduled();
  const dead = await until("the delivery to be dead", async () => {
    const found = await row();
    return found?.status === "dead" ? found : undefined;
  });
  expect(dead.last_error).toContain("an earlier attempt may have sent it");
  expect(sent()).toBe(1);

  await administrator.ok("POST", `/api/admin/deliveries/${done.event_id}/sendMail/requeue`, undefined);
  await until("the email to be sent again", () => (sent() === 2 ? true : undefined));
});
