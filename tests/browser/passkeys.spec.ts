// Users add passkeys and security keys and sign in with them, in real Chromium with a virtual authenticator.
import { createServer } from "node:net";
import type { CDPSession, Page } from "@playwright/test";
import { startStack, type Stack } from "../stack/index.ts";
import { expect, test as base } from "./support/test.ts";
import { PASSWORD } from "./support/user.ts";

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

// Browsers have no passkeys for IP addresses.
const test = base.extend<object, { stack: Stack }>({
  stack: [
    async ({}, use) => {
      const port = await freePort();
      const url = `http://localhost:${port}`;
      const stack = await startStack({ port, bindings: { PUBLIC_URL: url }, withoutRunner: true });
      await use(Object.create(stack, { url: { value: url } }) as Stack);
      await stack.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

/** Adds a virtual authenticator to the page's browser. */
async function authenticatorOf(page: Page, isPasskey: boolean): Promise<{ session: CDPSession; authenticatorId: string }> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = isPasskey
    ? ({ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const)
    : ({ protocol: "u2f", transport: "usb", automaticPresenceSimulation: true } as const);
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return { session, authenticatorId };
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add passkey or security key" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a passkey" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create passkey" }).click();
  await page.getByRole("dialog", { name: "Save your backup codes" }).getByRole("button", { name: "I saved them" }).click();
  await expect(page.getByRole("button", { name: `Remove ${name}` })).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
}

test("a passkey signs in without a password, confirms, and is removed", async ({ owner, open, stack }) => {
  const page = await open(owner, "/user-settings/sign-in");
  const { session, authenticatorId } = await authenticatorOf(page, true);
  await addPasskey(page, "Laptop");
  await expect(page.getByText(/^Signs you in by itself/)).toBeVisible();
  await signOut(page);
  await page.goto("/login");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("button", { name: "Open user menu" })).toBeVisible();

  await page.goto("/user-settings/sign-in");
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE user_id = ?1").bind(owner.id).run();
  await page.getByRole("button", { name: "Remove Laptop" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog", { name: "Confirm that it's you" }).getByRole("button", { name: "Confirm with a passkey" }).click();
  await expect(page.getByRole("button", { name: "Remove Laptop" })).toHaveCount(0);

  // the authenticator still has it, and Steward does not
  expect((await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length).toBe(1);
  await signOut(page);
  await page.goto("/login");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("This passkey was not accepted");
});

test("a security key is asked for after the password", async ({ owner, open }) => {
  const page = await open(owner, "/user-settings/sign-in");
  const { session, authenticatorId } = await authenticatorOf(page, false);
  await addPasskey(page, "Security key");
  await expect(page.getByText(/^Second factor only/)).toBeVisible();
  await signOut(page);
  await page.goto("/login");
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Enter your second factor" })).toBeVisible();
  await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.getByRole("button", { name: "Use a passkey or security key" }).click();
  await expect(page.getByRole("button", { name: "Open user menu" })).toBeVisible();
});
