// Proves that a picture is served as what its bytes are, never as something a browser runs, to signed-in users only, and that a replaced
// one is deleted.
import { expect } from "vitest";
import { Client, type Answer } from "../../support/client.ts";
import type { Stack } from "../../../stack/index.ts";
import { signUp, type Me, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";
import { jpeg, png, webp } from "../../support/pictures.ts";

const put = ({ client }: { client: Client }, raw: Uint8Array | string, type: string | null = "image/png"): Promise<Answer> =>
  client.call("PUT", "/api/user/picture", { raw, headers: { "content-type": type } });
const imageOf = ({ body }: Answer) => (body as { image: string }).image;
const keyOf = (image: string) => `pictures/${image.split("/").at(-1)}`;
const pictures = async ({ bucket }: Stack) => (await bucket.list({ prefix: "pictures/" })).objects.map(({ key }) => key);

/** The picture's bytes as a browser gets them. */
function get({ client }: Person, image: string): Promise<Response> {
  return fetch(client.url + image, { headers: { cookie: client.cookie } });
}

test("each format is served as what its bytes are, whatever the request declared", async ({ stack, owner }) => {
  const other = await signUp(stack);
  for (const [bytes, type] of [[png(), "image/png"], [jpeg(), "image/jpeg"], [webp(), "image/webp"]] as const) {
    for (const claimed of [type, "text/html", "image/svg+xml", null]) {
      const image = imageOf(await put(owner, bytes, claimed));
      expect(image).toMatch(/^\/api\/pictures\/pic_[0-9a-z]{26}$/);
      const response = await get(other, image);
      expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array(bytes));
      expect(response.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
      expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect((await owner.client.ok<Me>("GET", "/api/auth/me")).user.image).toBe(image);
    }
  }
});

test("other formats, broken, empty and too large pictures are refused, and nothing is stored", async ({ stack, owner }) => {
  const before = await pictures(stack);
  const refused = { status: 400, code: "VALIDATION_ERROR", field: "picture" };
  const bad: [string, Uint8Array | string][] = [
    ["svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"],
    ["xml", "<?xml version='1.0'?><svg/>"],
    ["html", "<!doctype html><script>alert(1)</script>"],
    ["gif", "GIF89a\x01\x00\x01\x00"],
    ["pdf", "%PDF-1.7"],
    ["javascript", "alert(1)"],
    ["nothing", ""],
    ["html before a png", Buffer.concat([Buffer.from("<script>1</script>"), png()])],
    ["a png cut short", png().slice(0, 20)],
    ["a jpeg cut short", jpeg().slice(0, 12)],
    ["a webp cut short", webp().slice(0, 18)],
    ["too wide", png({ width: 4_097 })],
    ["too high", jpeg(2, 5_000)],
    ["without pixels", png({ width: 0 })],
    ["a bomb", png({ width: 0x7fffffff, height: 0x7fffffff })],
  ];
  for (const [what, bytes] of bad) {
    const { status, body } = await put(owner, bytes);
    const { error } = body as { error: { code: string; context: { field: string } } };
    expect({ status, code: error.code, field: error.context.field }, what).toEqual(refused);
  }
  expect((await put(owner, png({ padding: 1_024 * 1_024 }))).status).toBe(413);
  expect(await pictures(stack)).toEqual(before);
  expect((await owner.client.ok<Me>("GET", "/api/auth/me")).user.image).toBe(null);
  expect((await put(owner, png({ width: 4_096, height: 4_096, padding: 1_000_000 }))).status).toBe(200);
});

test("a replaced or removed picture is deleted, and removing again changes nothing", async ({ stack, owner }) => {
  const first = imageOf(await put(owner, png()));
  const second = imageOf(await put(owner, jpeg()));
  expect(second).not.toBe(first);
  await until("the first to be removed", async () => (await stack.bucket.head(keyOf(first))) === null);
  expect((await get(owner, first)).status).toBe(404);
  expect((await get(owner, second)).status).toBe(200);
  expect(await owner.client.ok("DELETE", "/api/user/picture", undefined, 200)).toMatchObject({ image: null });
  await until("the second to be removed", async () => (await stack.bucket.head(keyOf(second))) === null);
  expect(await owner.client.ok("DELETE", "/api/user/picture", undefined, 200)).toMatchObject({ image: null });
  const lines = await stack.db.prepare("SELECT action FROM audit_log WHERE actor_id = ?1 AND action LIKE 'user.%Picture' ORDER BY position").bind(owner.userId).all<{ action: string }>();
  expect(lines.results.map(({ action }) => action)).toEqual(["user.setPicture", "user.setPicture", "user.removePicture"]);
});

test("of concurrent uploads one is shown, and no other is stored", async ({ stack, owner }) => {
  const before = await pictures(stack);
  const answers = await Promise.all([png(), jpeg(), webp(), png({ width: 3 })].map((bytes) => put(owner, bytes)));
  expect(answers.filter(({ status }) => ![200, 409].includes(status))).toEqual([]);
  const { image } = (await owner.client.ok<Me>("GET", "/api/auth/me")).user;
  await until("the others to be removed", async () => {
    const left = (await pictures(stack)).filter((key) => !before.includes(key));
    return left.length === 1 && left[0] === keyOf(image ?? "");
  });
});

test("a picture needs a session, and invalid ids are not found", async ({ stack, owner }) => {
  const image = imageOf(await put(owner, png()));
  expect(await new Client(stack.url).refused("GET", image)).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  expect(await new Client(stack.url).refused("PUT", "/api/user/picture", { raw: png() })).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  for (const id of ["pic_01k9zqt3m8e7tbm3hz0c3x6w5r", "x", owner.userId, "..%2f..%2fbuilds", "pic_01k9zqt3m8e7tbm3hz0c3x6w5r%00"]) {
    expect(await owner.client.refused("GET", `/api/pictures/${id}`), id).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  expect(await owner.client.refused("PUT", "/api/user/picture", { raw: png(), headers: { origin: "https://elsewhere.example" } })).toEqual({ status: 403, code: "ORIGIN_REFUSED" });
});
