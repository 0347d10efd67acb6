import { describe, expect, it } from "vitest";
import type { Me } from "@/api/types";
import { firstPageAfterSignUp } from "./first-page";

function me(...organizations: Partial<Me["organizations"][number]>[]): Me {
  const estates = [{ id: "est_1", name: "Default" }];
  return { organizations: organizations.map((organization) => ({ slug: "demo", estates, ...organization })) } as Me;
}

describe("firstPageAfterSignUp", () => {
  it("is the onboarding of the organization that sign-up has created", () => {
    expect(firstPageAfterSignUp(me({ role: "owner" }))).toBe("/demo/est_1/onboarding");
    expect(firstPageAfterSignUp(me({ role: "viewer", slug: "other" }, { role: "owner" }))).toBe("/demo/est_1/onboarding");
  });
  it("is the start page for invited users and for users without an estate", () => {
    expect(firstPageAfterSignUp(me({ role: "member" }))).toBe("/");
    expect(firstPageAfterSignUp(me({ role: "owner", estates: [] }))).toBe("/");
    expect(firstPageAfterSignUp(me())).toBe("/");
  });
});
