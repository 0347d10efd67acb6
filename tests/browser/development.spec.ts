// `cargo xtask dev` from its entry point: the printed demo user signs in and finds the demo's build running.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { collectErrors } from "./support/page_errors.ts";

const root = join(import.meta.dirname, "../..");

test("the first start shows a running build to the printed demo user", async ({ page, context }) => {
  const problems = await collectErrors(context);
  const directory = await mkdtemp(join(tmpdir(), "steward-dev-"));
  const program = ["--import", "tsx", join(root, "tests/stack/dev.ts"), "--port", "0", "--directory", directory];
  const child = spawn(process.execPath, program, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  try {
    let printed = "";
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      printed += String(chunk);
      if (printed.includes("Ctrl-C ends everything.")) break;
    }
    const [, url = ""] = /Steward +(http\S+)/.exec(printed) ?? [];
    const [, email = "", password = ""] = /Sign in as +(\S+), password (\S+)/.exec(printed) ?? [];
    await page.goto(url);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("acme-demo/hello-steward")).toBeVisible();
    await expect(page.locator("[data-build]", { hasText: "Thank people who report a mistake" })).toBeVisible();
    const running = page.locator("[data-build]").filter({ has: page.locator("[data-status=in_progress]") });
    await running.getByRole("link").click();
    await expect(page.getByRole("region", { name: "Build log" })).toContainText("reading answer-briefly.md");
    await page.getByRole("link", { name: "Deliveries" }).click();
    await expect(page.getByText("No dead deliveries")).toBeVisible();
  } finally {
    child.kill("SIGINT");
    await ended;
    await rm(directory, { recursive: true });
  }
  expect(problems).toEqual([]);
});
