// The mail service through Resend's own client: what is accepted arrives in the inbox, what is wrong is refused.
import { Resend } from "resend";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeIn, linkIn, startMail, type MailSimulator } from "./index.ts";

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
  expect(await (await fetch(`${mail.url}/mail/${data?.id}`)).text()).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="&lt;base target=');
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

test("waiting finds the newest mail of a person, a kind and a subject, also one that is yet to come", async () => {
  const send = (to: string, subject: string, kind: string, text = "t") =>
    resend.emails.send({ from: "a@steward.localhost", to, subject, text, tags: [{ name: "kind", value: kind }] });
  const waiting = mail.waitFor({ to: "Later@steward.localhost", kind: "sign_in_code" });
  await send("Somebody <later@steward.localhost>", "Your link", "sign_in_link");
  await send("Somebody <later@steward.localhost>", "Your code", "sign_in_code", "Your code is 012345.\nOpen http://127.0.0.1:9/verify?token=a.b, or http://127.0.0.1:9/");
  const first = await waiting;
  expect(codeIn(first)).toBe("012345");
  expect(linkIn(first, "/verify").href).toBe("http://127.0.0.1:9/verify?token=a.b");
  expect(() => linkIn(first, "/reset")).toThrow("no link to /reset");
  await send("later@steward.localhost", "Your code", "sign_in_code", "123456 654321");
  const second = await mail.waitFor({ to: "later@steward.localhost", subject: /code/, after: first });
  expect(() => codeIn(second)).toThrow("more than one code");
  expect(mail.find({ to: "later@steward.localhost" }).map(({ subject }) => subject)).toEqual(["Your code", "Your code", "Your link"]);
  await expect(mail.waitFor({ to: "later@steward.localhost", after: second, timeoutMs: 20 })).rejects.toThrow("no mail");
  await expect(mail.waitFor({ to: "ter@steward.localhost", timeoutMs: 20 })).rejects.toThrow("no mail");
});

test("the inbox as JSON begins with the newest; a mail that came another way is in it, and its page links what its text names", async () => {
  const { id } = mail.deliver({
    transport: "send_email",
    from: "a@steward.localhost",
    to: ["b@steward.localhost"],
    cc: [],
    bcc: [],
    reply_to: [],
    subject: "Through the binding",
    html: null,
    text: "<b> https://a.example/?x=1&y=2 </b>",
    headers: {},
    tags: [],
    attachments: [],
  });
  expect(await (await fetch(`${mail.url}/inbox.json?limit=1`)).json()).toMatchObject([{ id, transport: "send_email" }]);
  const html = await (await fetch(`${mail.url}/mail/${id}`)).text();
  expect(html).toContain('&lt;b&gt; <a href="https://a.example/?x=1&amp;y=2" target="_blank" rel="noopener">');
  expect(await (await fetch(mail.url)).text()).toContain(`data-newest="${id}"`);
});

test("an ordered failure answers as often as ordered", async () => {
  const send = () => resend.emails.send({ from: "a@steward.localhost", to: "b@steward.localhost", subject: "s", text: "t" });
  mail.fail(429, 1);
  mail.fail(500, 1);
  const errors = [await send(), await send(), await send()].map(({ error }) => error?.name ?? null);
  expect(errors).toEqual(["rate_limit_exceeded", "application_error", null]);
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
