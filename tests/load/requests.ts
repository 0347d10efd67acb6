import { setBuilds } from "./builds.ts";
import { requestBytes } from "./client.ts";
import type { Deliveries } from "./deliveries.ts";
import { SHORT_TABLE, type Extent } from "./extent.ts";
import { mustAnswerAlike, teachHandwritten } from "./floor.ts";
import { loggedOf, type Bench, type Measured } from "./part.ts";
import { shown, type Line, type Target } from "./report.ts";
import type { Logged } from "./request_log.ts";
import { CLIENTS, compared, interleaved, summary, type Case, type Sample } from "./rounds.ts";
import { MEMBERS, addMembers } from "./members.ts";
import { PASSWORD, signUp } from "./scene.ts";

const MOST_OVER_FLOOR = 35;
const MOST_TIMES_HANDWRITTEN = 1.15;

/** A case, and what its request may cost in the database: statements, or round trips. */
interface Measure extends Case {
  /** The same by hand. */
  handwritten?: Case;
  /** How many times the CPU of that it may take. */
  mostTimes?: number | undefined;
  database?: { statements?: number; roundTrips?: number };
  /** False when the Worker logs no line of it. */
  isLogged?: boolean;
}

/** (a) to (e) and (h) to (j): what a request costs, each beside all others in every round. */
export async function measureRequests(bench: Bench, extent: Extent, deliveries: Deliveries): Promise<Measured> {
  const cases = await prepare(bench, extent, deliveries);
  const samples = await interleaved(bench.cpu, cases.flatMap((one) => [one, ...(one.handwritten === undefined ? [] : [one.handwritten])]), extent.rounds);
  const floor = samples.get(cases[0]?.name ?? "") ?? [];
  const lines: Line[] = [];
  for (const one of cases) {
    const [request] = one.requests(1);
    const logged = one.isLogged === false ? null : await loggedOf(bench.log, one.address, request as Buffer, one.status);
    lines.push(lineOf(one, samples.get(one.name) ?? [], floor, samples.get(one.handwritten?.name ?? "") ?? [], logged));
  }
  return { title: `${SHORT_TABLE} builds in the estate`, lines };
}

async function prepare({ stack, doors }: Bench, extent: Extent, deliveries: Deliveries): Promise<Measure[]> {
  const reader = await signUp(stack, "bench-reader");
  await setBuilds(stack.db, reader.estateId, SHORT_TABLE);
  await addMembers(stack.db, reader.organizationId, MEMBERS);
  const known = deliveries.next();
  // as many accounts as concurrent requests: the limit is five attempts for each
  const accounts = await Promise.all(Array.from({ length: CLIENTS }, (_, index) => signUp(stack, `bench-${index}`)));

  const get = (path: string, headers?: Record<string, string>) => {
    const bytes = requestBytes(doors.worker, "GET", path, headers);
    return () => [bytes];
  };
  const { cookie } = reader.browser;
  const list = `/api/estates/${reader.estateId}/builds?limit=50`;
  await teachHandwritten(doors, stack.secrets.githubWebhook);
  await mustAnswerAlike(doors, list, { cookie });
  const json = { origin: stack.url, "content-type": "application/json" };
  const signIns = accounts.map(({ email }) => requestBytes(doors.worker, "POST", "/api/auth/signin", json, JSON.stringify({ email, password: PASSWORD })));
  const [maker] = accounts;
  if (maker === undefined) throw new Error("there is no signed-up user");
  const creation = requestBytes(doors.worker, "POST", `/api/organizations/${maker.organizationId}/estates`, { ...json, cookie: maker.browser.cookie }, JSON.stringify({ name: "Another estate" }));
  const worker = { address: doors.worker, status: 200 };
  const byHand = (one: Measure, mostTimes?: number): Measure => ({ ...one, mostTimes, handwritten: { ...one, name: `${one.name}, by hand`, address: doors.handwritten } });
  const cheap = extent.requests;
  return [
    { name: "(a) plain JavaScript Worker, the bytes of (b)", address: doors.floor, status: 200, count: cheap, isLogged: false, requests: get("/api/health") },
    { ...worker, name: "(b) GET /api/health", count: cheap, isLogged: false, requests: get("/api/health") },
    byHand({ ...worker, name: "(c) GET /api/auth/me", count: cheap / 5, requests: get("/api/auth/me", { cookie }), database: { statements: 1 } }),
    byHand({ ...worker, name: "(d) list of 50 builds", count: cheap / 16, requests: get(list, { cookie }), database: { statements: 1 } }, MOST_TIMES_HANDWRITTEN),
    byHand({ ...worker, name: "(e) push delivery of 10 KB, a duplicate", status: 202, count: cheap / 8, requests: () => [known], database: { roundTrips: 2 } }),
    byHand({
      ...worker,
      name: "(e) push delivery of 10 KB, new: with its build's way to the queue",
      status: 202,
      count: extent.pushes,
      requests: (count) => Array.from({ length: count }, () => deliveries.next()),
      database: { roundTrips: 2 },
    }),
    { ...worker, name: "(h) sign-in by password", count: extent.pushes, requests: () => signIns, database: { roundTrips: 2 } },
    { ...worker, name: "(i) a page of 100 out of 1,000 members", count: cheap / 40, requests: get(`/api/organizations/${reader.organizationId}/members?limit=100`, { cookie }), database: { statements: 2 } },
    { ...worker, name: "(j) an audited change: a new estate", status: 201, count: cheap / 40, requests: () => [creation], database: { roundTrips: 2 } },
  ];
}

function lineOf(one: Measure, samples: Sample[], floor: Sample[], handwritten: Sample[], logged: Logged | null): Line {
  const { cpu, cpuQuartiles, rate } = summary(samples);
  const over = samples === floor ? null : compared(samples, floor, (mine, plain) => mine - plain);
  const targets: Target[] = [];
  if (over !== null && one.name.startsWith("(b)")) targets.push({ name: "over (a)", figure: over, limit: MOST_OVER_FLOOR, unit: "µs" });
  const times = handwritten.length === 0 ? null : compared(samples, handwritten, (mine, theirs) => mine / theirs);
  if (times !== null && one.mostTimes !== undefined) targets.push({ name: "by hand", figure: times, limit: one.mostTimes, unit: "times" });
  const { statements, roundTrips } = one.database ?? {};
  if (statements !== undefined && logged !== null) targets.push({ name: "statements", figure: logged.statements, limit: statements, unit: "" });
  if (roundTrips !== undefined && logged !== null) targets.push({ name: "reads and batches", figure: logged.roundTrips, limit: roundTrips, unit: "" });
  return {
    name: one.name,
    figures: {
      "CPU µs/request": shown(cpu),
      "half of the rounds": cpuQuartiles.map(shown).join("–"),
      "over (a)": over === null ? "" : shown(over),
      "÷ by hand": times === null ? "" : shown(times),
      "requests/s": shown(rate),
      "D1 statements/round trips": logged === null ? "" : `${logged.statements}/${logged.roundTrips}`,
    },
    targets,
  };
}
