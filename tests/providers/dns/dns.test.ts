// DNS over HTTPS as Cloudflare answers it in JSON: records that were set, names that are not there, aliases, quoting,
// refusals, failures, and the page by which people set records.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDns, type DnsSimulator } from "./index.ts";

let dns: DnsSimulator;

beforeAll(async () => {
  dns = await startDns();
});

afterAll(() => dns.close());

async function ask(query: string, headers: Record<string, string> = { accept: "application/dns-json" }) {
  const response = await fetch(`${dns.url}?${query}`, { headers });
  const body = await response.text();
  return { status: response.status, type: response.headers.get("content-type"), body: (body === "" ? null : JSON.parse(body)) as Record<string, unknown> };
}

test("a TXT record is answered in quotes, whatever the case of the name", async () => {
  dns.setTxt("_steward.acme.example", ["steward-verification=abc", 'with "quotes" and \\'], 120);
  const { status, type, body } = await ask("name=_Steward.ACME.example.&type=TXT");
  expect([status, type]).toEqual([200, "application/dns-json"]);
  expect(body).toEqual({
    Status: 0,
    TC: false,
    RD: true,
    RA: true,
    AD: false,
    CD: false,
    Question: [{ name: "_steward.acme.example.", type: 16 }],
    Answer: [
      { name: "_steward.acme.example.", type: 16, TTL: 120, data: '"steward-verification=abc"' },
      { name: "_steward.acme.example.", type: 16, TTL: 120, data: '"with \\"quotes\\" and \\\\"' },
    ],
  });
  expect((await ask("name=_steward.acme.example&type=16")).body).toMatchObject({ Status: 0 });
});

test("a name that is not there is NXDOMAIN; one with other records or names below it has no answer", async () => {
  expect((await ask("name=nowhere.example&type=TXT")).body).toMatchObject({ Status: 3, Authority: [{ type: 6 }] });
  const empty = await ask("name=acme.example&type=TXT");
  expect(empty.body["Status"]).toBe(0);
  expect(empty.body["Answer"]).toBeUndefined();
  expect((await ask("name=_steward.acme.example")).body["Answer"]).toBeUndefined(); // type A
  dns.remove("_steward.acme.example");
  expect((await ask("name=_steward.acme.example&type=TXT")).body).toMatchObject({ Status: 3 });
});

test("a long text comes in several strings, and other letters as numbers", async () => {
  dns.setTxt("long.example", "a".repeat(300));
  dns.setTxt("letters.example", "ä");
  const data = async (name: string) => ((await ask(`name=${name}&type=TXT`)).body["Answer"] as { data: string }[])[0]?.data;
  expect(await data("long.example")).toBe(`"${"a".repeat(255)}" "${"a".repeat(45)}"`);
  expect(await data("letters.example")).toBe('"\\195\\164"');
});

test("an alias is part of the answer; aliases in a circle are a failure", async () => {
  dns.setTxt("target.example", "here");
  dns.setCname("alias.example", "target.example");
  expect((await ask("name=alias.example&type=TXT")).body["Answer"]).toEqual([
    { name: "alias.example.", type: 5, TTL: 300, data: "target.example." },
    { name: "target.example.", type: 16, TTL: 300, data: '"here"' },
  ]);
  dns.setCname("one.example", "two.example");
  dns.setCname("two.example", "one.example");
  expect((await ask("name=one.example&type=TXT")).body).toMatchObject({ Status: 2 });
});

test.each(["type=TXT", "name=&type=TXT", "name=a..b", "name=-a.example", "name=a%20b", "name=a.example&type=NOPE", "name=a.example&x=1", "name=a.example&do=yes"])(
  "the question %j is refused",
  async (query) => {
    expect(await ask(query)).toMatchObject({ status: 400, body: { error: expect.any(String) as string } });
  },
);

test("without the media type, or with another method, there is no answer", async () => {
  expect((await ask("name=a.example", { accept: "application/json" })).status).toBe(400);
  expect((await fetch(`${dns.url}?name=a.example`, { method: "POST", headers: { accept: "application/dns-json" } })).status).toBe(400);
});

test("failures come as often as ordered, and questions are noted", async () => {
  dns.setTxt("fails.example", "x");
  dns.fail("SERVFAIL", 1);
  expect((await ask("name=fails.example&type=TXT")).body).toMatchObject({ Status: 2 });
  dns.fail(503, 1);
  expect((await ask("name=fails.example&type=TXT")).status).toBe(503);
  expect((await ask("name=fails.example&type=TXT")).body).toMatchObject({ Status: 0 });
  expect(dns.questions.slice(-1)).toEqual([{ name: "fails.example", type: 16 }]);
});

test("people set and remove records on the page, which survive a restart", async () => {
  const directory = await mkdtemp(join(tmpdir(), "steward-dns-"));
  const first = await startDns({ directory });
  await fetch(`${first.pageUrl}/records`, { method: "POST", body: new URLSearchParams({ name: "a.example", value: "<x>" }) });
  await first.close();
  const second = await startDns({ directory });
  expect(await (await fetch(second.pageUrl)).text()).toContain("&lt;x&gt;");
  await fetch(`${second.pageUrl}/records`, { method: "POST", body: new URLSearchParams({ remove: "a.example" }) });
  expect(await (await fetch(second.pageUrl)).text()).toContain("No records yet");
  await second.close();
  await rm(directory, { recursive: true });
});
