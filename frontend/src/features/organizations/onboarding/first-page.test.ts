import { describe, expect, it } from "vitest";
import type { Me } from "@/api/types";
import { beginning } from "./first-page";

function me(...organizations: Partial<Me["organizations"][number]>[]): Me {
  const estates = [{ id: "est_1", name: "Default" }];
  return { organizations: organizations.map((organization) => ({ slug: "demo", estates, ...organization })) } as Me;
}

describe("beginning", () => {
  it("is the checklist of the organization that sign-up made", () => {
    expect(beginning(me({ role: "owner" }))).toBe("/demo/est_1/onboarding");
    expect(beginning(me({ role: "viewer", slug: "other" }, { role: "owner" }))).toBe("/demo/est_1/onboarding");
  });
  it("is the front door for whoever was let into another's, or has no estate", () => {
    expect(beginning(me({ role: "member" }))).toBe("/");
    expect(beginning(me({ role: "owner", estates: [] }))).toBe("/");
    expect(beginning(me())).toBe("/");
  });
});
