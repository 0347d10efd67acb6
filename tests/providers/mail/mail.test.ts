// The mail service through Resend's own client: what is accepted arrives in the inbox, what is wrong is refused.
import { Resend } from "resend";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startMail, type MailSimulator } from "./index.ts";

const API_KEY = "re_test_0123456789";
let mail: MailSimulator;
let resend: Resend;

beforeAll(async () => {
  mail = await startMail({ apiKey: API_KEY });
  resend = new Resend(API_KEY, { baseUrl: mail.url });
});

afterAll(() => mail.close());

test("a mail that is sent lands in the inbox", async () => {
  const { data, error } = await resend.emails.send({
    from: "Steward <no-reply@steward.localhost>",
    to: "demo@steward.localhost",
    replyTo: "help@steward.localhost",
    subject: "Hello <you>",
    html: "<p>Hi</p>",
    text: "Hi",
    tags: [{ name: "kind", value: "test" }],
  });
  expect(error).toBeNull();
  expect(mail.to("demo@steward.localhost")).toMatchObject([{ id: data?.id, subject: "Hello <you>", reply_to: ["help@steward.localhost"], html: "<p>Hi</p>" }]);
  expect(await (await fetch(mail.url)).text()).toContain("Hello &lt;you&gt;");
  expect(await (await fetch(`${mail.url}/mail/${data?.id}`)).text()).toContain('sandbox="allow-popups"');
  expect((await resend.emails.get(data?.id ?? "")).data).toMatchObject({ object: "email", subject: "Hello <you>" });
});

test("a repeated idempotency key sends once, and is refused for another body", async () => {
  const before = mail.mails.length;
  const send = (subject: string) =>
    resend.emails.send({ from: "a@steward.localhost", to: "b@steward.localhost", subject, text: "t" }, { idempotencyKey: "key-1" });
  const [first, second, other] = [await send("one"), await send("one"), await send("two")];
  expect(second.data?.id).toBe(first.data?.id);
  expect(other.error).toMatchObject({ name: "invalid_idempotent_request", statusCode: 409 });
  expect(mail.mails.length).toBe(before + 1);
});

test("a wrong key and wrong fields are refused with Resend's errors", async () => {
  const body = { from: "a@steward.localhost", to: "b@steward.localhost", subject: "s", text: "t" };
  const post = async (change: object, key: string | null = API_KEY) => {
    const headers = { "content-type": "application/json", "user-agent": "test", ...(key === null ? {} : { authorization: `Bearer ${key}` }) };
    const response = await fetch(`${mail.url}/emails`, { method: "POST", headers, body: JSON.stringify({ ...body, ...change }) });
    return { status: response.status, name: ((await response.json()) as { name?: string }).name };
  };
  const before = mail.mails.length;
  expect(await post({}, null)).toEqual({ status: 401, name: "missing_api_key" });
  expect(await post({}, "re_other")).toEqual({ status: 400, name: "validation_error" });
  for (const field of ["from", "to", "subject", "text"]) expect(await post({ [field]: undefined })).toEqual({ status: 422, name: "missing_required_field" });
  for (const change of [{ from: "nobody" }, { to: ["a@b.c", "x"] }, { to: Array(51).fill("a@b.example") }, { text: 1 }, { replyTo: "a@b.c" }, { tags: [{ name: "a b", value: "c" }] }]) {
    expect(await post(change)).toEqual({ status: 422, name: "validation_error" });
  }
  expect(mail.mails.length).toBe(before);
});
