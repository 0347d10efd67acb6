// The client of an identity provider that provisions by SCIM 2.0.
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import type { Person } from "./people.ts";

export const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
export const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

export interface ScimUser {
  id: string;
  userName: string;
  externalId?: string;
  active: boolean;
  displayName: string;
  meta: { location: string };
}

export interface ScimGroup {
  id: string;
  displayName: string;
  externalId?: string;
  members?: { value: string; $ref: string; display: string }[];
  meta: { location: string };
}

export interface Answer {
  status: number;
  type: string | null;
  headers: Headers;
  body: { Resources: ScimUser[]; totalResults: number; startIndex: number; itemsPerPage: number; scimType?: string; detail?: string; status?: string; schemas: string[] } & ScimUser;
}

/** The identity provider's client, with the organization's token. */
export class ScimClient {
  readonly #url: string;
  readonly token: string;

  constructor({ url }: Stack, token: string) {
    this.#url = `${url}/scim/v2`;
    this.token = token;
  }

  static async of(stack: Stack, owner: Person): Promise<ScimClient> {
    const { secret } = await owner.client.ok<{ secret: string }>("POST", `/api/organizations/${owner.organizationId}/scim/token`, undefined, 201);
    return new ScimClient(stack, secret);
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/scim+json" };
    const response = await fetch(this.#url + path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, type: response.headers.get("content-type"), headers: response.headers, body: (text === "" ? {} : JSON.parse(text)) as Answer["body"] };
  }

  async create(userName: string, more: object = {}): Promise<ScimUser> {
    const { status, body } = await this.call("POST", "/Users", { schemas: [USER], userName, ...more });
    expect([status, body]).toMatchObject([201, { userName }]);
    return body;
  }

  patch(id: string, ...operations: object[]): Promise<Answer> {
    return this.patchIn("Users", id, ...operations);
  }

  async createGroup(displayName: string, more: object = {}): Promise<ScimGroup> {
    const { status, body } = await this.call("POST", "/Groups", { schemas: [GROUP], displayName, ...more });
    expect([status, body]).toMatchObject([201, { displayName }]);
    return body as unknown as ScimGroup;
  }

  async group(id: string): Promise<ScimGroup> {
    const { status, body } = await this.call("GET", `/Groups/${id}`);
    expect(status).toBe(200);
    return body as unknown as ScimGroup;
  }

  patchGroup(id: string, ...operations: object[]): Promise<Answer> {
    return this.patchIn("Groups", id, ...operations);
  }

  private patchIn(resource: string, id: string, ...operations: object[]): Promise<Answer> {
    return this.call("PATCH", `/${resource}/${id}`, { schemas: [PATCH], Operations: operations });
  }
}
