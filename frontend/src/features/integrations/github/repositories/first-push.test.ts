import { describe, expect, it } from "vitest";
import { firstPushCommands } from "./first-push";

const repository = { fullName: "acme/settings", cloneUrl: "https://github.com/acme/settings.git", branch: "main", path: null };

describe("firstPushCommands", () => {
  it("clones, commits and pushes to the connected branch", () => {
    expect(firstPushCommands(repository).split("\n")).toEqual([
      "git clone https://github.com/acme/settings.git",
      "cd settings",
      "# save the file as steward.config.ts",
      "git add .",
      'git commit -m "Add configuration"',
      "git push origin HEAD:main",
      "",
    ]);
    expect(firstPushCommands({ ...repository, path: "apps/estate" })).toContain("# save the file as apps/estate/steward.config.ts\n");
  });
  it("quotes a branch whose name a shell would read", () => {
    expect(firstPushCommands({ ...repository, branch: "a;$(b)'c" })).toContain(String.raw`git push origin 'HEAD:a;$(b)'\''c'`);
  });
});
