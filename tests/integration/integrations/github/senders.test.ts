// Proves that the first push of each person is built only when GitHub says that the person may write to the repository, by the account
// and not by the login, and that nothing of a refused push is cloned.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { active, build, configuration, connect, ended, pushOne, type Connected } from "../../support/builds.ts";
import { deliver, lastPush, type Taken } from "../../support/deliveries.ts";
import type { Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";

interface Sender {
  login: string;
  id?: number;
}

/** A connected repository with a new commit on the branch that was not pushed yet, as far as the platform knows. */
async function waiting(stack: Stack, owner: Person): Promise<Connected & { payload: Record<string, unknown> }> {
  const connected = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, connected.build.id);
  const { sha, deliveries } = await stack.github.commit(connected.fullName, { branch: "aside", files: configuration({ version: 2 }), message: "Two" });
  await deliveries;
  await stack.github.moveBranch(connected.fullName, "main", sha);
  return { ...connected, payload: { ...lastPush(stack, connected.repository.id), ref: "refs/heads/main" } };
}

/** A signed push of somebody; resolves with its build when that has ended. */
async function pushBy(stack: Stack, owner: Person, payload: object, sender: Sender | null) {
  const { body } = await deliver(stack, "push", { ...payload, sender });
  return ended(owner, (body as Taken).builds[0] ?? "");
}

const asked = ({ github }: Stack, login: string) => github.requests.filter(({ path }) => path.endsWith(`/collaborators/${login}/permission`)).length;

const newLogin = ({ estateId }: Person, name: string) => `${name}-${estateId.slice(-8)}`;

test("a push of somebody who may not write is refused, whatever the login says", async ({ stack, owner }) => {
  const { repository, payload } = await waiting(stack, owner);
  const reader = stack.github.addUser({ login: newLogin(owner, "reader") });
  const triager = stack.github.addUser({ login: newLogin(owner, "triager") });
  const stranger = stack.github.addUser({ login: newLogin(owner, "stranger") });
  stack.github.setPermission(repository, reader.login, "read");
  stack.github.setPermission(repository, triager.login, "triage");
  const { viewer } = stack.github;
  const cases: [string, Sender | null][] = [
    ["may read", { id: reader.id, login: reader.login }],
    ["may triage", { id: triager.id, login: triager.login }],
    ["has no right", { id: stranger.id, login: stranger.login }],
    ["another account's login", { id: stranger.id, login: viewer.login }],
    ["no account", { id: 1, login: newLogin(owner, "nobody") }],
    ["a login that leaves its place in a path", { id: viewer.id + 1, login: `../../${viewer.login}` }],
    ["no id", { login: viewer.login }],
    ["nobody", null],
  ];
  for (const [name, sender] of cases) {
    const { status, failure } = await pushBy(stack, owner, payload, sender);
    expect([status, failure?.code], name).toEqual(["failed", "sender_refused"]);
    if (sender?.login === reader.login) expect(failure?.message).toContain(`${reader.login}, who may not write`);
  }
  expect(await active(owner)).toMatchObject({ configuration: { version: 1 } });
  expect((await stack.db.prepare("SELECT count(*) AS count FROM repository_sender WHERE estate_id = ?1").bind(owner.estateId).first<number>("count"))).toBe(0);
});

test("who may write is asked once, and again after a month", async ({ stack, owner }) => {
  const { repository, fullName } = await waiting(stack, owner);
  const { login } = stack.github.addUser({ login: newLogin(owner, "writer") });
  stack.github.setPermission(repository, login, "write");
  const push = async (version: number) => {
    const { deliveries } = await stack.github.commit(fullName, { files: configuration({ version }), message: `${version}`, sender: login });
    const [delivery] = await deliveries;
    return ended(owner, (JSON.parse(delivery?.response.body ?? "") as Taken).builds[0] ?? "");
  };
  expect(await push(3)).toMatchObject({ status: "complete", trigger: { kind: "push", sender: login } });
  expect((await push(4)).status).toBe("complete");
  expect(asked(stack, login)).toBe(1);
  expect(await active(owner)).toMatchObject({ configuration: { version: 4 } });
  await stack.db.prepare("UPDATE repository_sender SET confirmed_at = ?2 WHERE estate_id = ?1").bind(owner.estateId, Date.now() - 31 * 86_400_000).run();
  expect((await push(5)).status).toBe("complete");
  expect(asked(stack, login)).toBe(2);
});

test("an account is known under its new login, and the account that took the old one is another", async ({ stack, owner }) => {
  const { repository, payload } = await waiting(stack, owner);
  const [before, after] = [newLogin(owner, "before"), newLogin(owner, "after")];
  const { id } = stack.github.addUser({ login: before });
  stack.github.setPermission(repository, before, "maintain");
  stack.github.renameUser(before, after);
  const taker = stack.github.addUser({ login: before });
  expect((await pushBy(stack, owner, payload, { id: taker.id, login: before })).failure?.code).toBe("sender_refused");
  expect((await pushBy(stack, owner, payload, { id, login: before })).status).toBe("complete");
});

test("an App's push is built, and while GitHub does not answer a push waits", async ({ stack, owner }) => {
  const { payload, fullName } = await waiting(stack, owner);
  expect((await pushBy(stack, owner, payload, { id: 29_139_614, login: "renovate[bot]" })).status).toBe("complete");
  const recover = stack.github.fail({ path: /permission$/, status: 503, times: 1000 });
  const id = await pushOne(stack, fullName, configuration({ version: 7 }));
  await until("a question that failed", () => stack.github.requests.some(({ path, status }) => path.endsWith("/permission") && status === 503));
  expect((await build(owner, id)).status).toBe("queued");
  recover();
  await stack.db.prepare("UPDATE build SET updated_at = 1 WHERE id = ?1").bind(id).run();
  await stack.scheduled();
  expect((await ended(owner, id)).status).toBe("complete");
});
