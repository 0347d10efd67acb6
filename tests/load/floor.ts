import { readFileSync } from "node:fs";
import type { Miniflare, WorkerOptions } from "miniflare";
import { Connection, requestBytes, type Address } from "./client.ts";

const FLOOR = "floor";
const DOOR = "door";
const ROOM = "room";
const HANDWRITTEN = "handwritten";

/**
 * A Worker in plain JavaScript that answers every request with the last answer that it was given, headers included, in the
 * cheapest way: headers given as pairs cost 18 µs more than a `Headers` object that is kept.
 */
const SCRIPT = `
let body = "";
let init = { status: 200, headers: new Headers() };
async function learn(request) {
  const answer = await request.json();
  body = answer.body;
  init = { status: answer.status, headers: new Headers(answer.headers) };
  return new Response(null, { status: 204 });
}
export default {
  fetch: (request) => (request.method === "PUT" ? learn(request) : new Response(body, init)),
};
`;

/** A plain JavaScript object with hibernating sockets: a POST is sent to all of them. */
const ROOM_SCRIPT = `
export class Room {
  constructor(state) {
    this.state = state;
  }
  async fetch(request) {
    if (request.method === "POST") {
      const text = await request.text();
      for (const socket of this.state.getWebSockets()) socket.send(text);
      return new Response(null, { status: 204 });
    }
    const [client, server] = Object.values(new WebSocketPair());
    this.state.acceptWebSocket(server, ["user", "session"]);
    return new Response(null, { status: 101, webSocket: client });
  }
}
export default { fetch: (request, env) => env.ROOM.get(env.ROOM.idFromName("room")).fetch(request) };
`;

/** Headers that workerd itself writes. */
const OWN_HEADERS = new Set(["content-length", "transfer-encoding", "connection", "date", "keep-alive"]);

/**
 * What runs beside the Worker: the floor, the floor of a broadcast, requests by hand over the Worker's database, and one
 * that is only a socket to the Worker itself.
 * Miniflare's own Workers before it (its entry, the assets' router) cost more than what is to be measured.
 */
export function besideOf(worker: string, d1Databases: WorkerOptions["d1Databases"]): WorkerOptions[] {
  const socket = { host: "127.0.0.1", port: 0 };
  const script = { modules: true, compatibilityDate: "2025-11-01" } as const;
  return [
    { ...script, name: FLOOR, script: SCRIPT, unsafeDirectSockets: [socket] },
    { ...script, name: ROOM, script: ROOM_SCRIPT, durableObjects: { ROOM: { className: "Room", useSQLite: true } }, unsafeDirectSockets: [socket] },
    { ...script, name: HANDWRITTEN, script: readFileSync(`${import.meta.dirname}/handwritten.js`, "utf8"), d1Databases, unsafeDirectSockets: [socket] },
    { ...script, name: DOOR, script: SCRIPT, unsafeDirectSockets: [{ ...socket, serviceName: worker }] },
  ];
}

export interface Doors {
  floor: Address;
  room: Address;
  handwritten: Address;
  worker: Address;
}

/** Where the floor and the Worker are reached without anything in between. */
export async function doorsOf(miniflare: Miniflare): Promise<Doors> {
  const addressOf = async (name: string) => {
    const { hostname, port } = await miniflare.unsafeGetDirectURL(name);
    return { host: hostname, port: Number(port) };
  };
  return { floor: await addressOf(FLOOR), room: await addressOf(ROOM), handwritten: await addressOf(HANDWRITTEN), worker: await addressOf(DOOR) };
}

/** Gives the floor the Worker's answer to a GET, and checks that the two answers differ only by the id. */
export async function teachFloor(doors: Doors, path: string): Promise<void> {
  const [floor, worker] = [new Connection(doors.floor), new Connection(doors.worker)];
  try {
    await Promise.all([floor.open(), worker.open()]);
    const wanted = await worker.exchange(requestBytes(doors.worker, "GET", path));
    if (wanted.status !== 200) throw new Error(`GET ${path} answered ${wanted.status}: ${wanted.body.toString()}`);
    const headers = headerLines(wanted.head).filter(([name]) => !OWN_HEADERS.has(name));
    const lesson = JSON.stringify({ status: wanted.status, headers, body: wanted.body.toString() });
    await floor.exchange(requestBytes(doors.floor, "PUT", path, { "content-type": "application/json" }, lesson));
    const given = await floor.exchange(requestBytes(doors.floor, "GET", path));
    const [one, other] = [comparable(wanted.head), comparable(given.head)];
    if (one !== other || !given.body.equals(wanted.body)) throw new Error(`the floor does not answer as the Worker does:\n${other}\ninstead of\n${one}`);
  } finally {
    floor.close();
    worker.close();
  }
}

/** Gives the requests by hand the secret of the webhooks. */
export async function teachHandwritten({ handwritten }: Doors, secret: string): Promise<void> {
  const connection = new Connection(handwritten);
  try {
    await connection.open();
    await connection.exchange(requestBytes(handwritten, "PUT", "/", {}, secret));
  } finally {
    connection.close();
  }
}

/** Checks that a GET by hand and the Worker's have the same body. */
export async function mustAnswerAlike({ handwritten, worker }: Doors, path: string, headers: Record<string, string>): Promise<void> {
  const answers = [];
  for (const address of [worker, handwritten]) {
    const connection = new Connection(address);
    try {
      await connection.open();
      answers.push((await connection.exchange(requestBytes(address, "GET", path, headers))).body.toString());
    } finally {
      connection.close();
    }
  }
  if (answers[0] !== answers[1]) throw new Error(`the answer by hand differs:\n${answers[1]}\ninstead of\n${answers[0]}`);
}

function headerLines(head: string): [string, string][] {
  return head
    .split("\r\n")
    .slice(1)
    .map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
}

function comparable(head: string): string {
  const lines = headerLines(head).map(([name, value]) => `${name}: ${name === "x-request-id" ? value.length : value}`);
  return [head.split("\r\n", 1)[0], ...lines.sort()].join("\n");
}
