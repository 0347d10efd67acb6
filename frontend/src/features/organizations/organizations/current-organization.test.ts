import { describe, expect, it } from "vitest";
import { replaceOrganizationSlug } from "./current-organization";

describe("replaceOrganizationSlug", () => {
  it.each([
    ["/org_1", "", "", "/acme"],
    ["/org_1/est_1/builds", "?status=failed", "", "/acme/est_1/builds?status=failed"],
    ["/old-name/est_1/builds/build_1", "?tab=files", "L20", "/acme/est_1/builds/build_1?tab=files#L20"],
  ])("redirects %s%s to the current slug", (pathname, searchStr, hash, expected) => {
    expect(replaceOrganizationSlug({ pathname, searchStr, hash }, "acme")).toBe(expected);
  });
});
