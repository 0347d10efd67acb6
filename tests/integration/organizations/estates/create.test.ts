// Proves that an estate is created in its organization, empty, with its event and audit event.
import { expect } from "vitest";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

interface Estate {
  id: string;
  name: string;
  createdAt: string;
}

test("a new estate is empty, broadcast and audited", async ({ stack, owner }) => {
  const socket = await Socket.open(owner);
  const path = `/api/organizations/${owner.organizationId}/estates`;
  const estate = await owner.client.ok<Estate>("POST", path, { name: "Shop" }, 201);
  await until("the frames", () => socket.has("estate", estate.id) && socket.has("organization"));
  socket.cut();
  expect(await owner.client.ok("GET", `/api/estates/${estate.id}`)).toMatchObject({ id: estate.id, name: "Shop", repository: null, activeBuildId: null });
  expect(await owner.client.ok("GET", `/api/estates/${estate.id}/builds`)).toEqual({ items: [], nextCursor: null });
  for (const missing of ["repository", "configuration"]) {
    expect(await owner.client.refused("GET", `/api/estates/${estate.id}/${missing}`)).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  expect(await owner.client.refused("DELETE", `/api/estates/${estate.id}/repository`)).toEqual({ status: 404, code: "NOT_FOUND" });
  const audit = await stack.db.prepare("SELECT action, actor_id, organization_id, detail FROM audit_log WHERE resource_id = ?1").bind(estate.id).all();
  expect(audit.results).toEqual([{ action: "estate.create", actor_id: owner.userId, organization_id: owner.organizationId, detail: '{"after":{"name":"Shop"}}' }]);
});
