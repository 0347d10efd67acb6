// Proves that a new password that is known from a breach is refused wherever one is set, that the service learns five digits of the hash
// and no more, and that nobody is kept from signing up while it fails.
import { createHash } from "node:crypto";
import { afterAll, expect } from "vitest";
import { startBreachedPasswords } from "../../../providers/breached_passwords/index.ts";
import { linkIn, tokenIn } from "../../../providers/mail/index.ts";
import { fromSomewhere } from "../../support/addresses.ts";
import { Client } from "../../support/client.ts";
import { newEmail, PASSWORD, signUp } from "../../support/people.ts";
import { integration } from "../../support/test.ts";
import { until } from "../../support/poll.ts";

const ranges = await startBreachedPasswords();
afterAll(() => ranges.close());
const test = integration({ bindings: { BREACHED_PASSWORDS_URL: `${ranges.url}/` } });

const BREACHED = "correct horse battery staple";
/** The same text, composed and decomposed. */
const [COMPOSED, DECOMPOSED] = ["pässwörd of many", "pässwörd of many"].map((text, index) => text.normalize(index === 0 ? "NFC" : "NFD")) as [string, string];
for (const password of [BREACHED, COMPOSED.normalize("NFKC")]) ranges.add(password);

test("a breached password is refused at sign-up, change and reset", async ({ stack, owner }) => {
  const begin = (password: string) => new Client(stack.url).call("POST", "/api/auth/signup", { body: { email: newEmail(), password, name: "Demo Owner" }, headers: fromSomewhere() });
  for (const password of [BREACHED, COMPOSED, DECOMPOSED]) {
    const { status, body } = await begin(password);
    expect([status, (body as { error: { context: { field: string } } }).error.context.field], password).toEqual([400, "password"]);
  }
  expect((await begin(`${BREACHED} `)).status).toBe(202);

  const change = (newPassword: string) => ({ body: { currentPassword: PASSWORD, newPassword } });
  expect(await owner.client.refused("POST", "/api/user/password", change(BREACHED))).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "newPassword" });

  await new Client(stack.url).call("POST", "/api/auth/password/forgot", { body: { email: owner.email }, headers: fromSomewhere() });
  const token = tokenIn(linkIn(await stack.mail.waitFor({ to: owner.email, kind: "reset_password" }), "/reset"));
  const reset = (password: string) => new Client(stack.url).call("POST", "/api/auth/password/reset", { body: { token, password }, headers: fromSomewhere() });
  expect((await reset(BREACHED)).status).toBe(400);
  // the link is not used up
  expect((await reset("another long password")).status).toBe(200);
  for (const prefix of ranges.prefixes) expect(prefix).toMatch(/^[0-9A-F]{5}$/);
  expect(ranges.prefixes).toContain(createHash("sha1").update(BREACHED).digest("hex").slice(0, 5).toUpperCase());
});

test("while the service fails, passwords are accepted, and the failure is logged", async ({ stack }) => {
  ranges.fail(500, 10);
  const person = await signUp(stack);
  expect(person.email).toContain("@");
  await until("the line in the log", () => stack.lines.some((line) => line.includes("look up breached password failed")));
});
