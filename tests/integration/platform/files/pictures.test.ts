// Proves that a picture is served as what its bytes are, never as something a browser runs, to signed-in users only, and that a replaced
// one is deleted.
import { constants, deflateRawSync, deflateSync } from "node:zlib";
import { expect } from "vitest";
import { Client, type Answer } from "../../support/client.ts";
import type { Stack } from "../../../stack/index.ts";
import { signUp, type Me, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";
import { chunk, exif, header, jpeg, pixels, png, pngOf, webp } from "../../support/pictures.ts";

const put = ({ client }: { client: Client }, raw: Uint8Array | string, type: string | null = "image/png"): Promise<Answer> =>
  client.call("PUT", "/api/user/picture", { raw, headers: { "content-type": type } });
const imageOf = ({ body }: Answer) => (body as { image: string }).image;
const keyOf = (image: string) => `pictures/${image.split("/").at(-1)}`;
const pictures = async ({ bucket }: Stack) => (await bucket.list({ prefix: "pictures/" })).objects.map(({ key }) => key);

/** A zlib stream of less than 1 MiB that inflates to a gigabyte: the block of a mebibyte, again and again. */
const MEBIBYTE = deflateRawSync(Buffer.alloc(1024 * 1024), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
const GIGABYTE = Buffer.concat([Buffer.from([0x78, 0xda]), ...Array.from({ length: 960 }, () => MEBIBYTE)]);

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
    ["a png of 24 bytes", png().slice(0, 24)],
    ["a png without pixels", pngOf(header(2, 2))],
    ["a png without its end", png().slice(0, -12)],
    ["a png with too few pixels", pngOf(header(3, 3), pixels(2, 2))],
    ["a png with too many pixels", pngOf(header(2, 2), pixels(3, 3))],
    ["a png whose pixels are no zlib stream", pngOf(header(2, 2), chunk("IDAT", Buffer.from("pixels")))],
    ["a png whose pixels break off", pngOf(header(2, 2), chunk("IDAT", deflateSync(Buffer.alloc(18)).subarray(0, -5)))],
    ["a png with bytes after its pixels", pngOf(header(2, 2), chunk("IDAT", Buffer.concat([deflateSync(Buffer.alloc(18)), Buffer.from("more")])))],
    ["a png that inflates to a gigabyte", pngOf(header(1, 1), chunk("IDAT", GIGABYTE))],
    ["a colour profile that inflates to a gigabyte", pngOf(header(2, 2), chunk("iCCP", Buffer.concat([Buffer.from("a\0\0"), GIGABYTE])), pixels(2, 2))],
    ["a jpeg without its end", jpeg().slice(0, -2)],
    ["a webp without its end", webp().slice(0, -1)],
    ["a webp wider than its canvas", Buffer.from(webp(2, 2, ["XMP ", "x"])).fill(0xff, 39, 41)],
  ];
  for (const [what, bytes] of bad) {
    const { status, body } = await put(owner, bytes);
    const { error } = body as { error: { code: string; context: { field: string } } };
    expect({ status, code: error.code, field: error.context.field }, what).toEqual(refused);
  }
  expect((await put(owner, png({ padding: 1_024 * 1_024 }))).status).toBe(413);
  expect(await pictures(stack)).toEqual(before);
  expect((await owner.client.ok<Me>("GET", "/api/auth/me")).user.image).toBe(null);
  expect((await put(owner, png({ width: 4_096, height: 4_096, padding: 900_000 }))).status).toBe(200);
});

test("what a picture says of its place, its author and its software is removed; its colours and its orientation stay", async ({ owner }) => {
  const kept = async (bytes: Uint8Array) => Buffer.from(await (await get(owner, imageOf(await put(owner, bytes)))).arrayBuffer());
  const profile = chunk("iCCP", Buffer.concat([Buffer.from("sRGB\0\0"), deflateSync(Buffer.alloc(3_000, 7))]));
  const turned = Buffer.concat([Buffer.from("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06", "latin1"), Buffer.alloc(6)]);
  const text = (type: string) => chunk(type, Buffer.from("Author\0Somebody"));
  const dirtyPng = Buffer.concat([pngOf(header(2, 2), profile, text("tEXt"), text("iTXt"), text("zTXt"), pixels(2, 2), chunk("eXIf", exif(6))), Buffer.from("<script>alert(1)</script>")]);
  expect(await kept(dirtyPng)).toEqual(Buffer.from(pngOf(header(2, 2), profile, pixels(2, 2), chunk("eXIf", turned))));

  const app1 = (content: Buffer) => Buffer.concat([Buffer.from("Exif\0\0", "latin1"), content]);
  const icc: [number, string] = [0xe2, "ICC_PROFILE\0\x01\x01profile"];
  const dirtyJpeg = Buffer.concat([jpeg(2, 2, [0xe1, app1(exif(6))], [0xe1, "http://ns.adobe.com/xap/1.0/\0<x/>"], [0xed, "Photoshop 3.0\0Somebody"], icc, [0xfe, "Somebody"]), Buffer.from("<script>alert(1)</script>")]);
  expect(await kept(dirtyJpeg)).toEqual(Buffer.from(jpeg(2, 2, [0xe1, app1(turned)], icc)));

  const dirtyWebp = Buffer.concat([webp(2, 2, ["EXIF", exif(6)], ["XMP ", "<x>Somebody</x>"]), Buffer.from("<script>alert(1)</script>")]);
  const cleanWebp = Buffer.from(webp(2, 2, ["EXIF", turned]));
  cleanWebp[20] = 0x08;
  expect(await kept(dirtyWebp)).toEqual(cleanWebp);

  for (const upright of [pngOf(header(2, 2), pixels(2, 2), chunk("eXIf", exif(1))), jpeg(2, 2, [0xe1, app1(exif(1))]), webp(2, 2, ["EXIF", exif(1)])]) {
    const bytes = await kept(upright);
    for (const word of ["52.5163", "Exif", "eXIf", "EXIF"]) expect(bytes.includes(word), word).toBe(false);
  }
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
