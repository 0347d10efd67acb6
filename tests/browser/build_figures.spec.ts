// A build shows the same durations on the dashboard, in the list and on its page, however it ended.
import { connect, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";

const CREATED_AT = Date.parse("2026-01-01T12:00:00.000Z");

interface Ended {
  status: "complete" | "failed" | "cancelled";
  startedAfter: number | null;
  /** Of the whole, of the queue and of the run. */
  total: string;
  queued: string;
  run: string;
}

const builds: Ended[] = [
  { status: "complete", startedAfter: 2000, queued: "2.0 s", run: "7.3 s", total: "9.3 s" },
  { status: "failed", startedAfter: 2000, queued: "2.0 s", run: "7.3 s", total: "9.3 s" },
  { status: "cancelled", startedAfter: 2000, queued: "2.0 s", run: "7.3 s", total: "9.3 s" },
  { status: "cancelled", startedAfter: null, queued: "9.3 s", run: "–", total: "9.3 s" },
];

test("durations agree everywhere, and exact times show on hover and focus", async ({ stack, owner, open }) => {
  const { build } = await connect(stack, owner, plain({}));
  const page = await open(owner, owner.home);
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
  for (const { status, startedAfter, queued, run, total } of builds) {
    const startedAt = startedAfter === null ? null : CREATED_AT + startedAfter;
    // The runner did not report the end of this step.
    const steps = startedAt === null ? [] : [{ name: "prepare", status: "running", startedAt, completedAt: null, durationMs: null }];
    await stack.db
      .prepare("UPDATE build SET status = ?2, failure_code = ?3, failure_message = ?3, created_at = ?4, started_at = ?5, completed_at = ?6, steps = ?7 WHERE id = ?1")
      .bind(build.id, status, status === "failed" ? "runner_lost" : null, CREATED_AT, startedAt, CREATED_AT + 9300, JSON.stringify(steps))
      .run();
    await page.goto(owner.home);
    const row = page.locator(`[data-build=${build.id}]`);
    await expect(row.getByText(run, { exact: true })).toBeVisible();
    if (startedAt !== null) await expect(page.getByRole("region", { name: "Build pipeline" }).getByText(run, { exact: true })).toBeVisible();
    await page.goto(`${owner.home}/builds`);
    await expect(row.getByText(run, { exact: true })).toBeVisible();
    await page.goto(`${owner.home}/builds/${build.id}`);
    await expect(page.getByRole("definition").filter({ hasText: "queued for" })).toHaveText(`${run}queued for ${queued}, total ${total}`);
    const step = page.locator("[data-step=prepare]");
    if (startedAt !== null && status !== "complete") {
      await expect(step).toHaveAttribute("data-status", status);
      await expect(step).toContainText(run);
    }
  }

  await page.goto(`${owner.home}/builds`);
  const time = page.locator("[data-build] time");
  await time.hover(); // above the link that covers the row
  await expect(time).toHaveAttribute("datetime", /^2026-01-01T12:00:00/);
  await expect(time).toHaveAttribute("title", /^1 Jan 2026, \d\d:00:00$/);
  await expect(time).toHaveText(/ago$/);
  await time.focus();
  await expect(time).toHaveText(/^1 Jan 2026, \d\d:00:00$/);
  await time.blur();
  await expect(time).toHaveText(/ago$/);
});
