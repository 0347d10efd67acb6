// Proves that mail is sent through Cloudflare's binding where that is configured.
import { expect } from "vitest";
import { codeIn } from "../../../providers/mail/index.ts";
import { Client } from "../../support/client.ts";
import { PASSWORD, newEmail } from "../../support/people.ts";
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
