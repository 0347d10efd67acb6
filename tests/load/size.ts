import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** In KB of 1,024 bytes. */
export interface Size {
  raw: number;
  gzipped: number;
}

/** The wasm that is shipped; Cloudflare counts it gzipped. */
export function wasmSize(root: string): Size {
  const bytes = readFileSync(join(root, "build/index_bg.wasm"));
  return { raw: bytes.length / 1_024, gzipped: gzipSync(bytes, { level: 9 }).length / 1_024 };
}
