// An app sends a user to the page that asks them: they sign in, allow it or not, and revoke it in their settings.
import { createHash, randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { PASSWORD } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

const REDIRECT_URI = "http://127.0.0.1/callback";

/** Registers an app on the page, and resolves with its client id. */
async function registerApp(page: Page, slug: string): Promise<string> {
  await page.goto(`/${slug}/settings/apps`);
  await page.getByRole("button", { name: "Register app" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Reports");
  await dialog.getByLabel("Redirect URIs").fill("http://app.example.com/callback");
  await dialog.getByLabel("View estates, builds and configurations").check();
  await dialog.getByRole("button", { name: "Register app" }).click();
  await expect(dialog.getByLabel("Redirect URIs")).toHaveAccessibleDescription(/Use https/);
  await dialog.getByLabel("Redirect URIs").fill(REDIRECT_URI);
  await dialog.getByRole("button", { name: "Register app" }).click();
  await expect(dialog).toBeHidden();
  return (await page.locator("[data-oauth-client]").getAttribute("data-oauth-client")) ?? "";
}

/** An authorization request of the app, whose redirect URI is at a port that the test answers. */
function requestOf(clientId: string, port: string) {
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    client_id: clientId, response_type: "code", redirect_uri: `http://127.0.0.1:${port}/callback`, scope: "openid email estate.view", state: "1e5",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"), code_challenge_method: "S256",
  });
  return { verifier, path: `/oauth/authorize?${query}` };
}

test("a user signs in, denies an app, allows it, and revokes it", async ({ page, owner, open, stack }) => {
  const clientId = await registerApp(await open(owner, `/${owner.slug}/settings/apps`), owner.slug);
  const port = "51004";
  await page.route(`http://127.0.0.1:${port}/**`, (route) => route.fulfill({ contentType: "text/html", body: "<h1>Back in the app</h1>" }));
  const { path, verifier } = requestOf(clientId, port);
  await page.goto(`${path}&login_hint=${encodeURIComponent(owner.email)}`);
  await expect(page.getByLabel("Email")).toHaveValue(owner.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();

  await expect(page.getByRole("heading", { name: "Allow Reports?" })).toBeVisible();
  for (const text of ["Sign you in", "See your email address", "View estates, builds and configurations", `Signed in as ${owner.email}.`]) await expect(page.getByText(text)).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "Back in the app" })).toBeVisible();
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({ error: "access_denied", state: "1e5", iss: stack.url });

  await page.goto(path);
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("heading", { name: "Back in the app" })).toBeVisible();
  const answer = new URL(page.url()).searchParams;
  expect(answer.get("state")).toBe("1e5");
  const body = new URLSearchParams({ grant_type: "authorization_code", client_id: clientId, code: answer.get("code") ?? "", redirect_uri: `http://127.0.0.1:${port}/callback`, code_verifier: verifier });
  const tokens = (await (await fetch(`${stack.url}/oauth/token`, { method: "POST", body })).json()) as { access_token: string };
  const userInfo = () => fetch(`${stack.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  expect(await (await userInfo()).json()).toMatchObject({ email: owner.email });

  await page.goto("/user-settings/sessions");
  await page.getByRole("button", { name: "Revoke Reports" }).click();
  await page.getByRole("button", { name: "Revoke access" }).click();
  await expect(page.getByText("No authorized apps")).toBeVisible();
  expect((await userInfo()).status).toBe(401);
});
