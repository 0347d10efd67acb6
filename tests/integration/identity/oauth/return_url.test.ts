// Proves that no return URL leads to another site: what could be read as another host is refused, and a path is returned unchanged.
import { expect } from "vitest";
import { Client } from "../../support/client.ts";
import { inParallel } from "../../support/parallel.ts";
import { randomNumbers } from "../../support/random.ts";
import { test } from "../../support/test.ts";
import { createAccount, signInWith } from "../../support/oauth.ts";

const AWAY = [
  "https://elsewhere.example",
  "http:elsewhere.example",
  "HTTPS://elsewhere.example/",
  "javascript:alert(1)",
  "data:text/html,<script>1</script>",
  "//elsewhere.example",
  "///elsewhere.example",
  "/\\elsewhere.example",
  "\\\\elsewhere.example",
  "\\/elsewhere.example",
  "/\t/elsewhere.example",
  "\t//elsewhere.example",
  "/\n/elsewhere.example",
  "/\r\nlocation: https://elsewhere.example",
  " //elsewhere.example",
  "/ /elsewhere.example",
  "/.//elsewhere.example",
  "/..//elsewhere.example",
  "/a/..//elsewhere.example",
  "/a//elsewhere.example",
  "/%2felsewhere.example",
  "/%2F%2Felsewhere.example",
  "/%5celsewhere.example",
  "/%09/elsewhere.example",
  "/%0d%0aset-cookie:a=b",
  "/%2e%2e//elsewhere.example",
  "/%252f%252felsewhere.example",
  "@elsewhere.example",
  "user:word@elsewhere.example",
  ".elsewhere.example",
  "?to=/",
  "#/",
  "",
  "/\u0000",
  "/\u2028",
  "/\uff0f\uff0felsewhere.example",
  "/\u202eelpmaxe",
  `/${"x".repeat(2_001)}`,
];

const HERE = ["/", "/acme/est_1/builds?status=failed", "/device?user_code=BCDF-2345", "/acme/builds#L20", "/search?to=https://elsewhere.example", "/a%20b", "/a?b=//c"];

test("URLs of other sites are refused, for signing in and for linking", async ({ owner }) => {
  await inParallel(AWAY, async (returnUrl) => {
    const refused = { status: 400, code: "VALIDATION_ERROR", field: "returnUrl" };
    expect(await owner.client.refused("POST", "/api/auth/oauth/google", { body: { returnUrl } }), returnUrl).toEqual(refused);
    expect(await owner.client.refused("POST", "/api/user/accounts", { body: { provider: "google", returnUrl } }), returnUrl).toEqual(refused);
  });
});

test("paths of this site are returned unchanged", async ({ stack }) => {
  const account = createAccount(stack, "google");
  for (const returnUrl of HERE) expect((await signInWith(stack, "google", account, undefined, returnUrl)).page).toBe(returnUrl);
});

test("a random combination of risky parts is refused or stays on this origin", async ({ stack }) => {
  const PARTS = ["/", "/", "\\", ".", "..", ":", "@", "?", "#", "%2f", "%5C", "%09", "%", "\t", "\n", " ", "elsewhere.example", "https:", "a", "é", "\u0000", ";", "&"];
  const random = randomNumbers(1);
  const below = (end: number) => Math.floor(random() * end);
  const returnUrls = Array.from({ length: 300 }, () => `/${Array.from({ length: 1 + below(6) }, () => PARTS[below(PARTS.length)]).join("")}`);
  let accepted = 0;
  await inParallel(returnUrls, async (returnUrl) => {
    const { status } = await new Client(stack.url).call("POST", "/api/auth/oauth/google", { body: { returnUrl } });
    if (status === 400) return;
    expect(status).toBe(200);
    accepted += 1;
    const landed = new URL(returnUrl, stack.url);
    const decoded = new URL(decodeURIComponent(returnUrl.split(/[?#]/)[0] ?? ""), stack.url);
    expect([landed.origin, decoded.origin], JSON.stringify(returnUrl)).toEqual([stack.url, stack.url]);
    expect(landed.pathname.startsWith("//"), JSON.stringify(returnUrl)).toBe(false);
  });
  expect(accepted).toBeGreaterThan(10);
});
