import { expect, test } from "vitest";
import { basicPermissions, permissionGroups, permissionLabel } from "./permissions";

test("every permission of a base role is in one group with a label, except those that every custom role has", () => {
  const names = permissionGroups("admin").flatMap(({ permissions }) => permissions);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(permissionLabel(name), name).not.toBe(name);
  for (const name of basicPermissions) expect(names).not.toContain(name);
  expect(names).toContain("estate.delete");
});

test("a base role offers its own permissions only, and never an owner's", () => {
  const of = (role: "admin" | "member" | "viewer") => permissionGroups(role).flatMap(({ permissions }) => permissions);
  expect(of("viewer")).toEqual(["member.view"]);
  expect(of("member")).toEqual(["member.view", "repository.manage", "build.manage"]);
  for (const name of ["organization.delete", "organization.transfer", "domain.manage", "security.manage"]) expect(of("admin")).not.toContain(name);
});
