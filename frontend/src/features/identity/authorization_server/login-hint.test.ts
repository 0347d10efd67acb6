import { expect, it } from "vitest";
import { loginHintOf } from "./login-hint";

const pageOf = (query: Record<string, string>) => `/authorize?request=${btoa(new URLSearchParams(query).toString()).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;

it("proposes the address of an authorization request", () => {
  expect(loginHintOf(pageOf({ client_id: "oac_1", login_hint: "demo+owner@steward.localhost" }))).toBe("demo+owner@steward.localhost");
});

it.each([undefined, "/", "/authorize", "/authorize?request=%", "/authorize?request=!!!", "/acme?request=bG9naW5faGludD1hQGI", pageOf({ login_hint: "not an address" }), pageOf({ login_hint: `${"a".repeat(300)}@b` })])("proposes nothing for %s", (returnUrl) => {
  expect(loginHintOf(returnUrl)).toBe("");
});
