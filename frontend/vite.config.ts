import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { isInEntry } from "./build/entry.ts";
import { startScript } from "./build/start-script.ts";

const worker = "http://127.0.0.1:8787";

export default defineConfig({
  plugins: [tanstackRouter({ target: "react", autoCodeSplitting: true, codeSplittingOptions: { defaultBehavior: [["component", "pendingComponent"], ["errorComponent"], ["notFoundComponent"]] }, generatedRouteTree: "./src/app/routeTree.gen.ts" }), react(), tailwindcss(), startScript()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // The dashboard is in the entry, what else pages share in two more files: on a first visit, a request costs more than
        // the bytes that it saves.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { debugName: "vendor", name: (id, context) => (isInEntry(id, context) ? "vendor" : null), test: /node_modules/, priority: 3 },
            { debugName: "app", name: (id, context) => (isInEntry(id, context) ? "app" : null), test: /src\/|preload-helper/, priority: 3 },
            { debugName: "widgets", name: (id, context) => (isInEntry(id, context) ? null : "widgets"), test: /node_modules/, minShareCount: 2, priority: 2 },
            { debugName: "shared", name: (id, context) => (isInEntry(id, context) ? null : "shared"), test: /src\/(app|ui|api|format|features)\//, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    // The Worker compares the origin of sockets and mutations with its own public address.
    proxy: { "/api": { target: worker, ws: true, headers: { origin: worker } } },
  },
  test: { include: ["src/**/*.test.ts"] },
});
