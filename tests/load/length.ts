import { setBuilds } from "./builds.ts";
import { requestBytes } from "./client.ts";
import { SHORT_TABLE, type Extent } from "./extent.ts";
import type { Bench, Measured } from "./part.ts";
import { shown, type Line } from "./report.ts";
import { compared, measure, summary, type Case, type Sample } from "./rounds.ts";
import { signUp } from "./scene.ts";

const MOST_GROWTH = 1.2;

/** (g) The newest 50 builds of an estate, with few builds in the table and with many. */
export async function measureLength({ stack, doors, cpu }: Bench, extent: Extent): Promise<Measured> {
  const person = await signUp(stack, "bench-length");
  const address = doors.worker;
  const request = requestBytes(address, "GET", `/api/estates/${person.estateId}/builds?limit=50`, { cookie: person.browser.cookie });
  const list: Case = { name: "list", address, status: 200, count: Math.ceil(extent.requests / 16), requests: () => [request] };
  const samples = new Map<number, Sample[]>([
    [SHORT_TABLE, []],
    [extent.longTable, []],
  ]);
  await setBuilds(stack.db, person.estateId, SHORT_TABLE);
  await measure(cpu, list); // warms up
  for (let round = 0; round < extent.rounds; round += 1) {
    const lengths = round % 2 === 0 ? [SHORT_TABLE, extent.longTable] : [extent.longTable, SHORT_TABLE];
    for (const length of lengths) {
      await setBuilds(stack.db, person.estateId, length);
      await cpu.rest();
      samples.get(length)?.push(await measure(cpu, list));
    }
  }
  await stack.db.prepare("DELETE FROM build WHERE estate_id = ?1").bind(person.estateId).run();
  const [short, long] = [samples.get(SHORT_TABLE) ?? [], samples.get(extent.longTable) ?? []];
  const lines = [...samples].map(([length, found]): Line => {
    const { cpu: microseconds, rate } = summary(found);
    const figures = { "CPU µs/request": shown(microseconds), "requests/s": shown(rate) };
    const growth = { name: "beside the short table", figure: compared(long, short, (one, other) => one / other), limit: MOST_GROWTH, unit: "times" };
    return { name: `(g) list of 50 builds, ${length.toLocaleString("en-US")} in the table`, figures, targets: length === extent.longTable ? [growth] : [] };
  });
  return { title: "Length of the table", lines };
}
