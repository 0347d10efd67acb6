import { Connection, requestBytes, type Address } from "./client.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Extent } from "./extent.ts";
import type { Bench, Measured } from "./part.ts";
import { shown, type Line, type Target } from "./report.ts";
import type { Person } from "./scene.ts";
import { Crowd, type Broadcast } from "./sockets.ts";
import { median } from "./statistics.ts";

const MOST_MS = 30;

/** As long as a frame about a build. */
const FRAME_BYTES = 180;

/** A change that is sent to all sockets. */
interface Change {
  name: string;
  address: Address;
  status: number;
  request: () => Buffer;
}

/**
 * (f) Messages about an organization to its sockets: to a single one for comparison, then to a thousand; and the cost of
 * as many messages for a plain JavaScript object.
 */
export async function measureBroadcast(bench: Bench, extent: Extent, { browser, organizationId }: Person, deliveries: Deliveries): Promise<Measured> {
  const { room, worker: address } = bench.doors;
  const signedIn = { cookie: browser.cookie, origin: bench.stack.url };
  const path = `/api/organizations/${organizationId}`;
  const plain = requestBytes(room, "POST", "/", {}, "x".repeat(FRAME_BYTES));
  const estate = requestBytes(address, "POST", `${path}/estates`, { ...signedIn, "content-type": "application/json" }, JSON.stringify({ name: "Another estate" }));
  const text: Change = { name: "plain JavaScript object", address: room, status: 204, request: () => plain };
  const push: Change = { name: "a push that starts a build", address, status: 202, request: () => deliveries.next() };
  const creation: Change = { name: "a new estate", address, status: 201, request: () => estate };
  const [apart, crowd] = [new Crowd(), new Crowd()];
  try {
    await apart.open(extent.sockets, room, "/", {});
    const floor = await measureChange(bench, extent, apart, text);
    apart.close();
    await crowd.open(1, address, `${path}/socket`, signedIn);
    const single = await measureChange(bench, extent, crowd, push);
    await crowd.open(extent.sockets, address, `${path}/socket`, signedIn);
    const all = await measureChange(bench, extent, crowd, push);
    const twice = await measureChange(bench, extent, crowd, creation);
    return { title: "Broadcast", lines: [floor, single, { ...all, targets: targetsOf(all.broadcast) }, twice] };
  } finally {
    apart.close();
    crowd.close();
  }
}

async function measureChange({ cpu }: Bench, { broadcasts }: Extent, crowd: Crowd, change: Change): Promise<Line & { broadcast: Broadcast }> {
  const made = Array.from({ length: broadcasts + 1 }, () => change.request());
  const connection = new Connection(change.address);
  const publish = async () => {
    const answer = await connection.exchange(made.pop() as Buffer);
    if (answer.status !== change.status) throw new Error(`${answer.head}\n${answer.body.toString()}`);
  };
  // workerd closes a connection that rests for some seconds, so each change has its own, opened before the clock starts
  const opened = async <Result>(work: () => Promise<Result>) => {
    await connection.open();
    return work().finally(() => connection.close());
  };
  const frames = await opened(() => crowd.framesOf(publish));
  const found: { broadcast: Broadcast; microseconds: number }[] = [];
  for (let turn = 0; turn < broadcasts; turn += 1) {
    const { result: broadcast, microseconds } = await cpu.of(() => opened(() => crowd.time(publish, frames)));
    found.push({ broadcast, microseconds });
  }
  const middle = (pick: (broadcast: Broadcast) => number) => median(found.map(({ broadcast }) => pick(broadcast)));
  const broadcast = { whole: middle(({ whole }) => whole), answer: middle(({ answer }) => answer), spread: middle(({ spread }) => spread) };
  const name = `(f) ${change.name}, ${counted(crowd.size, "socket")}, ${counted(frames, "frame")} each`;
  return { name, broadcast, figures: figuresOf(broadcast, median(found.map(({ microseconds }) => microseconds))), targets: [] };
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

function figuresOf({ whole, answer, spread }: Broadcast, microseconds: number): Line["figures"] {
  return {
    "request → last socket, ms": shown(whole),
    "request → answer": shown(answer),
    "first → last socket": shown(spread),
    "CPU ms, with all it sets off": shown(microseconds / 1_000),
  };
}

function targetsOf({ whole, spread }: Broadcast): Target[] {
  return [
    { name: "request to last socket", figure: whole, limit: MOST_MS, unit: "ms" },
    { name: "first to last socket", figure: spread, limit: MOST_MS, unit: "ms" },
  ];
}
