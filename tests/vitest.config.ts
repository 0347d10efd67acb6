import { defineConfig } from "vitest/config";

// One project per kind of test, so that each can be run alone: `npx vitest run --project providers`.
// Everything listens on free ports of 127.0.0.1. Three files run at the same time: there are two cores, and tests spend time
// waiting. A failed test is not retried.
export default defineConfig({
  test: {
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    projects: [
      { extends: true, test: { name: "providers", include: ["providers/**/*.test.ts"] } },
      { extends: true, test: { name: "migrations", include: ["migrations/**/*.test.ts"] } },
      { extends: true, test: { name: "stack", include: ["stack/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["integration/**/*.test.ts"],
          // A process runs many files, one after the other: it loads modules once, and its files share a stack
          // (integration/support/test.ts). A file of another project in between would end it, so they run before.
          pool: "forks",
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
