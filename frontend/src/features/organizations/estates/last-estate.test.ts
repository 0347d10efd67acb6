import { describe, expect, it } from "vitest";
import type { Me, MyOrganization } from "@/api/types";
import { preferredEstate } from "./last-estate";

function organization(slug: string, estates: string[], defaultEstateId: string | null = null): MyOrganization {
  return { id: `org_${slug}`, name: slug, slug, logo: null, role: "owner", permissions: null, defaultEstateId, secondFactorRequiredFrom: null, isSsoMissing: false, estates: estates.map((id) => ({ id, name: id, role: "owner" })) };
}

function me(...organizations: MyOrganization[]): Me {
  return { organizations } as Me;
}

describe("preferredEstate", () => {
  const both = me(organization("one", ["est_1", "est_2"], "est_2"), organization("two", ["est_3"]));

  it("is the last visited one, in whichever organization", () => {
    expect(preferredEstate(both, "theme=dark; steward_last_estate=est_3.org_two; other=1")).toEqual({ organization: "two", estateId: "est_3" });
    expect(preferredEstate(both, "steward_last_estate=est_3")).toEqual({ organization: "two", estateId: "est_3" });
  });
  it.each(["", "steward_last_estate=est_9", "steward_last_estate=%", "not_steward_last_estate=est_3"])("is the first organization's default with the cookies %j", (cookies) => {
    expect(preferredEstate(both, cookies)).toEqual({ organization: "one", estateId: "est_2" });
  });
  it("is the first estate of an organization whose default is deleted or not visible", () => {
    expect(preferredEstate(me(organization("one", ["est_1"], "est_9")), "")).toEqual({ organization: "one", estateId: "est_1" });
    expect(preferredEstate(me(organization("none", []), organization("two", ["est_3"])), "")).toEqual({ organization: "two", estateId: "est_3" });
  });
  it("is the last visited one of an organization with more estates than the session has", () => {
    const many = me(organization("many", Array.from({ length: 100 }, (_, index) => `est_${index}`)));
    expect(preferredEstate(many, "steward_last_estate=est_500.org_many")).toEqual({ organization: "many", estateId: "est_500" });
    expect(preferredEstate(many, "steward_last_estate=est_500.org_other")).toEqual({ organization: "many", estateId: "est_0" });
    expect(preferredEstate(both, "steward_last_estate=est_500.org_one")).toEqual({ organization: "one", estateId: "est_2" });
  });
  it("is null without an estate", () => {
    expect(preferredEstate(me(organization("none", [])), "")).toBeNull();
  });
});
