// The page shows the state of its realtime connection and catches up after a lost one without a reload.
import type { WebSocketRoute } from "@playwright/test";
import { PASSWORD } from "./support/user.ts";
import { connect, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";

test("a lost socket is shown and reopened, and missed changes appear", async ({ stack, owner, open }) => {
  const { repository } = await connect(stack, owner, plain({ greeting: 1 }));
  const page = await open(owner, "/new-organization");
  const sockets: WebSocketRoute[] = [];
  let isReachable = true;
  await page.routeWebSocket(/\/socket/, (socket) => {
    if (!isReachable) return void socket.close({ code: 1001 });
    sockets.push(socket);
    socket.connectToServer();
  });
  await page.goto(`${owner.home}/builds`);
  const indicator = page.locator("[data-connection]:visible");
  await expect(indicator).toHaveText(/Live$/);
  await expect(page.locator("[data-build]", { hasText: "Initial commit" }).getByText("Active")).toBeVisible();

  isReachable = false;
  for (const socket of sockets) await socket.close({ code: 1001 });
  await expect(indicator).toHaveText(/Reconnecting$/);
  const { deliveries } = await stack.github.commit(repository, { files: plain({ greeting: 2 }), message: "Greet unheard" });
  await deliveries;
  const [newest] = ((await owner.session.expect("GET", `/api/estates/${owner.estateId}/builds`)) as { items: { commitMessage: string }[] }).items;
  expect(newest?.commitMessage).toBe("Greet unheard");
  await expect(page.locator("[data-build]")).toHaveCount(1);

  isReachable = true;
  await expect(indicator).toHaveText(/Live$/);
  await expect(page.locator("[data-build]", { hasText: "Greet unheard" }).getByText("Active")).toBeVisible();
});

test("a revoked session leads to sign-in and back", async ({ owner, open }) => {
  const path = `${owner.home}/builds`;
  const page = await open(owner, path);
  await expect(page.locator("[data-connection=live]:visible")).toBeVisible();
  await owner.session.send("POST", "/api/auth/signout");
  await expect(page).toHaveURL(`/login?${new URLSearchParams({ ended: "true", returnUrl: path })}`);
  await expect(page.getByRole("status")).toContainText("Your session has ended");
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(path);
});
