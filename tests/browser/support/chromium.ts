import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** How Chromium is started: Debian's, headless. */
export const CHROMIUM = {
  executablePath: process.env["CHROMIUM"] ?? ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path)),
  env: { ...process.env, FONTCONFIG_FILE: fileURLToPath(new URL("fonts.conf", import.meta.url)) },
  args: [
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--in-process-gpu",
  ],
};
