// A command-line tool signs in with a device code, which the user approves or denies in the browser.
import type { Stack } from "../stack/index.ts";
import { PASSWORD } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

interface Authorization {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
}

/** The device authorization request of a tool (RFC 8628, section 3.1). */
async function authorize({ url }: Stack): Promise<Authorization> {
  const response = await fetch(`${url}/api/auth/device/code`, { method: "POST", body: new URLSearchParams({ client_id: "steward-cli" }) });
  expect(response.status).toBe(200);
  return (await response.json()) as Authorization;
}

/** The token request that a tool polls with (RFC 8628, section 3.4). */
async function ask({ url }: Stack, { device_code }: Authorization): Promise<{ access_token?: string; error?: string }> {
  const grant = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code, client_id: "steward-cli" };
  const response = await fetch(`${url}/api/auth/device/token`, { method: "POST", body: new URLSearchParams(grant) });
  return (await response.json()) as { access_token?: string; error?: string };
}

test("a code is entered, the user signs in and approves it", async ({ page, stack, owner }) => {
  const authorization = await authorize(stack);
  await page.goto(new URL(authorization.verification_uri).pathname);
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();

  const field = page.getByLabel("Device code");
  await field.fill("zzzz0000");
  await expect(field).toHaveValue("ZZZZ-0000");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(field).toHaveAccessibleDescription("This code doesn't exist or has expired.");
  await field.fill(authorization.user_code.toLowerCase().replace("-", " "));
  await page.getByRole("button", { name: "Continue" }).click();

  await expect(page.getByRole("heading", { name: "Authorize this device?" })).toBeVisible();
  await expect(page.getByText("steward-cli")).toBeVisible();
  await expect(page.getByText(authorization.user_code)).toBeVisible();
  await page.getByRole("button", { name: "Authorize" }).click();
  await expect(page.getByRole("heading", { name: "Device authorized" })).toBeVisible();
  expect((await ask(stack, authorization)).access_token).toBeTruthy();
  await page.reload();
  await expect(page.getByRole("button", { name: "Authorize" })).toBeHidden();
});

test("a link with the code leads through sign-in to the approval, which is denied", async ({ page, stack, owner }) => {
  const authorization = await authorize(stack);
  const link = new URL(authorization.verification_uri_complete);
  await page.goto(link.pathname + link.search);
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText(`Signed in as ${owner.email}.`)).toBeVisible();
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page.getByRole("heading", { name: "Request denied" })).toBeVisible();
  expect((await ask(stack, authorization)).error).toBe("access_denied");
});
