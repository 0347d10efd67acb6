// Proves that a guest's socket carries nothing of estates that are not granted, neither while it is open nor when it resumes.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { delivered } from "../../support/outbox.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

interface Scene {
  guest: Person;
  granted: string;
}

async function scene(stack: Stack, owner: Person): Promise<Scene> {
  const person = await signUp(stack);
  await join(stack, person, owner.organizationId, "member");
  const { id } = await owner.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Granted" }, 201);
  await owner.client.ok("PATCH", `/api/organizations/${owner.organizationId}/members/${person.userId}`, { role: "guest", estateIds: [id] });
  await delivered(stack, owner.organizationId);
  return { guest: { ...person, organizationId: owner.organizationId }, granted: id };
}

/** An event of every kind; resolves when all of them were broadcast. */
async function happen(stack: Stack, owner: Person, granted: string): Promise<void> {
  const organization = `/api/organizations/${owner.organizationId}`;
  await owner.client.ok("PATCH", `/api/estates/${owner.estateId}`, { name: "Hidden" });
  await owner.client.ok("PATCH", `/api/estates/${granted}`, { name: "Seen" });
  await owner.client.ok("POST", `${organization}/estates`, { name: "Another" }, 201);
  await owner.client.ok("POST", `${organization}/invitations`, { role: "viewer" }, 201);
  const person = await signUp(stack);
  await join(stack, person, owner.organizationId, "viewer");
  await owner.client.ok("DELETE", `${organization}/members/${person.userId}`, undefined, 204);
  await owner.client.ok("PATCH", organization, { name: "Renamed" });
  await delivered(stack, owner.organizationId);
}

function isRight(socket: Socket, granted: string): void {
  expect(socket.messages.length).toBeGreaterThanOrEqual(3);
  for (const { resource, estateId } of socket.messages) {
    expect(estateId === granted || (estateId === null && resource === "organization"), JSON.stringify({ resource, estateId })).toBe(true);
  }
}

test("a guest gets messages of the granted estate and the organization only", async ({ stack, owner }) => {
  const { guest, granted } = await scene(stack, owner);
  const [theirs, mine] = [await Socket.open(guest), await Socket.open(owner)];
  await happen(stack, owner, granted);
  await Promise.all([theirs.settled(), mine.settled()]);
  expect(theirs.has("estate", granted)).toBe(true);
  isRight(theirs, granted);
  expect(mine.messages.some(({ estateId }) => estateId === owner.estateId)).toBe(true);
  expect(mine.has("invitation") && mine.has("member")).toBe(true);
  theirs.cut();
  mine.cut();
});

test("a guest who resumes gets the missed messages of these, and no more", async ({ stack, owner }) => {
  const { guest, granted } = await scene(stack, owner);
  const first = await Socket.open(guest);
  const since = first.latest;
  first.cut();
  await happen(stack, owner, granted);
  const again = await Socket.open(guest, since);
  await again.settled();
  expect(again.has("estate", granted)).toBe(true);
  isRight(again, granted);
  again.cut();
});

test("a guest without an estate gets messages of the organization only", async ({ stack, owner }) => {
  const { guest, granted } = await scene(stack, owner);
  const socket = await Socket.open(guest);
  await owner.client.ok("PATCH", `/api/organizations/${owner.organizationId}/members/${guest.userId}`, { estateIds: [] });
  expect(await socket.closing()).toBe(4409);
  const again = await Socket.open(guest);
  await happen(stack, owner, granted);
  await again.settled();
  expect(again.has("organization")).toBe(true);
  expect(again.messages.every(({ resource, estateId }) => resource === "organization" && estateId === null)).toBe(true);
  again.cut();
});
