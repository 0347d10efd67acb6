import type { Extent } from "./extent.ts";
import type { Measured } from "./part.ts";
import { shown, type Line } from "./report.ts";
import { wasmSize } from "./size.ts";
import { startUp, type StartUp } from "./start_up.ts";

/** For the operations of wasm-budget.toml. */
const MOST_KILOBYTES = 720;
const MOST_OVER_FLOOR_MS = 15;

/** What is uploaded, and how long a fresh isolate of it takes. */
export async function measureShipped(root: string, extent: Extent): Promise<Measured> {
  const { raw, gzipped } = wasmSize(root);
  const size: Line = {
    name: "wasm",
    figures: { KB: shown(raw), "KB gzipped": shown(gzipped) },
    targets: [{ name: "gzipped", figure: gzipped, limit: MOST_KILOBYTES, unit: "KB" }],
  };
  const { floor, worker } = await startUp(root, extent.starts);
  const figures = ({ firstRequest, whole, cpu }: StartUp) => ({
    "first request → answer, ms": shown(firstRequest),
    "start of workerd → answer, ms": shown(whole),
    "its CPU ms": shown(cpu),
  });
  const over = (name: string, pick: (found: StartUp) => number) => ({ name, figure: pick(worker) - pick(floor), limit: MOST_OVER_FLOOR_MS, unit: "ms over the floor" });
  return {
    title: "Shipped",
    lines: [
      size,
      { name: "fresh isolate, plain JavaScript Worker", figures: figures(floor), targets: [] },
      {
        name: "fresh isolate, the Worker",
        figures: figures(worker),
        targets: [over("first request", ({ firstRequest }) => firstRequest), over("start and first request", ({ whole }) => whole)],
      },
    ],
  };
}
