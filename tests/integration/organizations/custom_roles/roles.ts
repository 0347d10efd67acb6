import type { Stack } from "../../../stack/index.ts";
import { join, signUp, type Person } from "../../support/people.ts";

/** What every custom role has. */
export const BASIC = ["organization.view", "organization.leave", "estate.view"];

export interface CustomRole {
  id: string;
  name: string;
  baseRole: string;
  permissions: string[];
  members: number;
  serviceAccounts: number;
}

export const organization = ({ organizationId }: Person) => `/api/organizations/${organizationId}`;
export const customRoles = (owner: Person) => `${organization(owner)}/custom-roles`;
export const members = (owner: Person, { userId }: Person) => `${organization(owner)}/members/${userId}`;

/** Creates a custom role. */
export function make(owner: Person, baseRole: string, permissions: string[], name = `Limited ${baseRole}`): Promise<CustomRole> {
  return owner.client.ok<CustomRole>("POST", customRoles(owner), { name, baseRole, permissions }, 201);
}

/** A new member with that role. */
export async function joined(stack: Stack, owner: Person, role: string): Promise<Person> {
  const person = await signUp(stack);
  await join(stack, person, owner.organizationId, role);
  return person;
}

/** A new member with a custom role. */
export async function holder(stack: Stack, owner: Person, { id }: CustomRole): Promise<Person> {
  const person = await joined(stack, owner, "viewer");
  await owner.client.ok("PATCH", members(owner, person), { customRoleId: id });
  return person;
}

/** The status of starting a build: 409 for who may, as there is no repository. */
export const build = async ({ client }: Pick<Person, "client">, estateId: string) => (await client.call("POST", `/api/estates/${estateId}/builds`, { body: {} })).status;
export const rename = async ({ client }: Pick<Person, "client">, estateId: string) => (await client.call("PATCH", `/api/estates/${estateId}`, { body: { name: "Renamed" } })).status;
