import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const worker = "http://127.0.0.1:8787";

export default defineConfig({
  plugins: [tanstackRouter({ target: "react", autoCodeSplitting: true, generatedRouteTree: "./src/app/routeTree.gen.ts" }), react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // What most pages share is a few files: each request of a first visit costs more than the bytes that it saves.
        codeSplitting: {
          groups: [
            { name: "vendor", test: /node_modules/, minShareCount: 2, priority: 2 },
            { name: "shared", test: /src\/(app|ui|api|format|features)\//, minShareCount: 2, priority: 1 },
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
