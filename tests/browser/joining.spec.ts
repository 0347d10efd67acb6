// People join by a list of invitations and by asking, and a deleted organization is restored.
import { addMember, newEmail, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";
import { expectNoHorizontalScroll } from "./support/viewport.ts";

test("a list of addresses is invited, and what is no address is corrected", async ({ stack, owner, open }) => {
  const [first, second] = [newEmail(), newEmail()];
  const page = await open(owner, `/${owner.slug}/team`);
  await page.getByRole("button", { name: "Invite a list" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Email addresses").fill("replaced by the file");
  await dialog.locator("input[type=file]").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(`Name,Email\nAda,${first}\nGrace,grace-at-example\n${owner.email}\n`) });
  await dialog.getByRole("button", { name: "Send invitations" }).click();
  await expect(dialog.getByRole("heading", { name: "1 invitation will be sent" })).toBeVisible();
  const results = dialog.getByRole("list", { name: "Results" });
  await expect(results.getByRole("listitem")).toHaveCount(3);
  await expect(results.getByRole("listitem").filter({ hasText: first })).toContainText("Invited");
  await expect(results.getByRole("listitem").filter({ hasText: "grace-at-example" })).toContainText("No email address");
  await expect(results.getByRole("listitem").filter({ hasText: owner.email })).toContainText("Already a member");
  await expectNoHorizontalScroll(page);
  await dialog.getByRole("button", { name: "Correct 1 line" }).click();
  await dialog.getByLabel("Email addresses").fill(second);
  await dialog.getByRole("button", { name: "Send invitations" }).click();
  await expect(dialog.getByRole("heading", { name: "1 invitation will be sent" })).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("list", { name: "Invitations" }).getByRole("listitem")).toHaveCount(2);
  await stack.mail.waitFor({ to: second, kind: "invitation" });
});

test("somebody with the link asks to join, and is accepted while the owner looks", async ({ stack, owner, open }) => {
  const person = await signUp(stack, "Second Person");
  const page = await open(owner, `/${owner.slug}/team`);
  await expect(page.locator("[data-connection=live]:visible")).toBeVisible();
  await page.getByRole("button", { name: "Create link" }).click();
  const url = await page.getByRole("textbox", { name: "Link for asking to join" }).inputValue();
  const theirs = await open(person, new URL(url).pathname);
  await theirs.getByRole("button", { name: "Ask to join" }).click();
  await expect(theirs.getByText("You asked to join")).toBeVisible();
  await expectNoHorizontalScroll(theirs);
  const requests = page.getByRole("list", { name: "Requests to join" });
  await expect(requests.getByRole("listitem")).toContainText("Second Person");
  await requests.getByRole("button", { name: "Accept Second Person" }).click();
  await expect(requests).toHaveCount(0);
  await expect(page.locator(`[data-member=${person.id}]`)).toContainText("Viewer");
  await theirs.reload();
  await expect(theirs.getByText("You're already a member")).toBeVisible();
  await stack.mail.waitFor({ to: person.email, kind: "join_accepted" });
});

test("a deleted organization is restored in the settings of an owner", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner, "owner");
  expect((await owner.session.send("DELETE", `/api/organizations/${owner.organizationId}`, { confirmation: owner.slug })).status).toBe(204);
  const page = await open(colleague, "/user-settings/data");
  const deleted = page.getByRole("list", { name: "Deleted organizations" });
  await expect(deleted.getByRole("listitem")).toContainText(owner.organizationName);
  await expect(deleted.getByRole("listitem")).toContainText(`Deleted by ${owner.name}`);
  await expectNoHorizontalScroll(page);
  await deleted.getByRole("button", { name: `Restore ${owner.organizationName}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Restore organization" }).click();
  await expect(page.getByText("No deleted organizations")).toBeVisible();
  await page.goto(owner.home);
  await expect(page.getByRole("heading", { level: 1, name: owner.estateName })).toBeVisible();
});

test("an owner steps down once there is another one", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner, "owner");
  const page = await open(owner, `/${owner.slug}/team`);
  const own = page.locator(`[data-member=${owner.id}]`);
  await own.getByRole("button", { name: /^Role of/ }).click();
  await page.getByRole("menuitemradio", { name: /^Member/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Step down" }).click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(own).toContainText("Member");
  await expect(page.getByRole("button", { name: "Invite members" })).toHaveCount(0);
});
