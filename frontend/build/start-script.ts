import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import type { Plugin } from "vite";

const SOURCES = fileURLToPath(new URL("../src", import.meta.url));

/** Puts app/start.ts into index.html, where it costs no request, and its hash into the content security policy. Comments go. */
export function startScript(): Plugin {
  const { outputFiles } = buildSync({ entryPoints: [join(SOURCES, "app/start.ts")], alias: { "@": SOURCES }, bundle: true, minify: true, format: "iife", target: "es2022", write: false });
  const script = outputFiles[0]?.text.trim() ?? "";
  let folder: string | null = null;
  return {
    name: "start-script",
    configResolved: ({ command, build, root }) => void (folder = command === "build" ? join(root, build.outDir) : null),
    transformIndexHtml: {
      order: "post",
      handler(html) {
        const [styles = ""] = /\s*<link rel="stylesheet"[^>]*>/.exec(html) ?? [];
        return html
          .replace("<script start></script>", () => `<script>${script}</script>`)
          .replace(styles, "")
          .replace(/\s*<!--.*?-->/gs, "")
          // after the skeleton, which is painted without them
          .replace("</body>", () => `${styles}\n  </body>`);
      },
    },
    closeBundle() {
      if (folder === null) return;
      const headers = join(folder, "_headers");
      const hash = createHash("sha256").update(script).digest("base64");
      writeFileSync(headers, readFileSync(headers, "utf8").replace("{start script}", `'sha256-${hash}'`));
    },
  };
}
