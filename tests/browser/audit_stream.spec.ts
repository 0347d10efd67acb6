// An owner starts, pauses and deletes the stream of the audit log, and sees the signing secret once.
import { expect, test } from "./support/test.ts";

test("a stream is started with a secret that is shown once, paused, resumed and deleted", async ({ owner, open }) => {
  const page = await open(owner, `/${owner.slug}/audit`);
  const panel = page.locator("section").filter({ has: page.getByRole("heading", { name: "Streaming" }) });
  await panel.getByLabel("Receiver URL").fill("https://192.168.1.1/events");
  await panel.getByRole("button", { name: "Start streaming" }).click();
  await expect(panel.getByLabel("Receiver URL")).toHaveAttribute("aria-invalid", "true");
  await expect(panel).toContainText("Use the URL of a public host.");
  await panel.getByLabel("Receiver URL").fill("https://siem.example/events");
  await panel.getByRole("button", { name: "Start streaming" }).click();
  await expect(panel.getByRole("textbox", { name: "Signing secret" })).toHaveValue(/^whsec_/);
  await panel.getByRole("button", { name: "I have copied it" }).click();
  await expect(panel).toContainText("https://siem.example/events");
  await expect(panel.getByRole("textbox", { name: "Signing secret" })).toHaveCount(0);
  await panel.getByRole("button", { name: "Pause" }).click();
  await expect(panel).toContainText("The stream is paused");
  await panel.getByRole("button", { name: "Resume" }).click();
  await expect(panel.getByText("Active", { exact: true })).toBeVisible();
  await panel.getByRole("button", { name: "Delete stream" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete stream" }).click();
  await expect(panel.getByLabel("Receiver URL")).toBeVisible();
  await expect(page.getByRole("list", { name: "Audit log" })).toContainText("stopped streaming the audit log to https://siem.example");
});
