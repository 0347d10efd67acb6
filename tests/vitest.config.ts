import { defineConfig } from "vitest/config";

// One project per kind of test, so that each can be run alone: `npx vitest run --project providers`.
// Everything listens on free ports of 127.0.0.1, and two cores carry at most two files at once.
export default defineConfig({
  test: {
    maxWorkers: 2,
    // a machine of CI may be busy with other things; what needs the second try is counted and named
    retry: process.env["CI"] ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    projects: [
      { extends: true, test: { name: "providers", include: ["providers/**/*.test.ts"] } },
      { extends: true, test: { name: "stack", include: ["stack/**/*.test.ts"], fileParallelism: false } },
      {
        extends: true,
        test: { name: "integration", include: ["integration/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 120_000 },
      },
    ],
  },
});
