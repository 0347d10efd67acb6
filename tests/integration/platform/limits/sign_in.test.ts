// Proves that sign-in attempts are limited by account and IP address, by account and by IP address in sliding windows, and that an attempt which one refuses counts
// for neither.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { Client } from "../../support/client.ts";
import { letPass, signInAccount } from "../../support/limiter.ts";
import { PASSWORD } from "../../support/people.ts";
import { integration } from "../../support/test.ts";

const directory = await mkdtemp(join(tmpdir(), "steward-sign-in-"));
afterAll(() => rm(directory, { recursive: true, force: true }));

const test = integration({ withoutRunner: true, directory });

const MINUTE_MS = 60_000;

let addresses = 0;
/** An IP address without attempts. */
const newAddress = () => `198.51.100.${(addresses += 1)}`;

test("an account is blocked after five failures, and available again as they leave the window", async ({ stack, owner }) => {
  const address = newAddress();
  const signIn = async (password: string) => {
    const headers = { "cf-connecting-ip": address };
    const answer = await new Client(stack.url).call("POST", "/api/auth/signin", { body: { email: owner.email, password }, headers });
    const read = (name: string) => Number(answer.headers.get(name));
    return { status: answer.status, limit: read("ratelimit-limit"), remaining: read("ratelimit-remaining"), wait: read("retry-after") };
  };
  for (const remaining of [4, 3, 2]) expect(await signIn("wrong")).toMatchObject({ status: 401, limit: 5, remaining });
  await letPass(stack, directory, signInAccount(owner.email, address), 10 * MINUTE_MS);
  for (const remaining of [1, 0]) expect(await signIn("wrong")).toMatchObject({ status: 401, limit: 5, remaining });
  const refused = await signIn(PASSWORD);
  expect(refused).toMatchObject({ status: 429, remaining: 0 });
  expect(refused.wait).toBeGreaterThan(4 * 60);
  expect(refused.wait).toBeLessThanOrEqual(5 * 60);
  await letPass(stack, directory, signInAccount(owner.email, address), refused.wait * 1_000);
  expect(await signIn("wrong")).toMatchObject({ status: 401 });
  // the right password resets the count
  expect(await signIn(PASSWORD)).toMatchObject({ status: 200 });
  for (const remaining of [4, 3]) expect(await signIn("wrong")).toMatchObject({ status: 401, remaining });
});

test("an attempt that the account's limit refuses does not count for the IP address", async ({ stack, owner }) => {
  const headers = { "cf-connecting-ip": newAddress() };
  const statusOf = async (email: string) => {
    const { status } = await new Client(stack.url).call("POST", "/api/auth/signin", { body: { email, password: "wrong" }, headers });
    return status;
  };
  const tries = async (email: string, count: number) => {
    const statuses: number[] = [];
    for (let made = 0; made < count; made += 1) statuses.push(await statusOf(email));
    return statuses;
  };
  expect(await tries(owner.email, 20)).toEqual([...Array<number>(5).fill(401), ...Array<number>(15).fill(429)]);
  for (const email of ["one", "two", "three"]) expect(await tries(`${email}.${owner.email}`, 5)).toEqual(Array<number>(5).fill(401));
  // the IP address has used its 20 attempts
  expect(await tries(`four.${owner.email}`, 2)).toEqual([429, 429]);
});
