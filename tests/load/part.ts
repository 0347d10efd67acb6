import type { Stack } from "../stack/index.ts";
import { Connection, type Address } from "./client.ts";
import type { ProcessCpu } from "./cpu.ts";
import type { Doors } from "./floor.ts";
import type { Line } from "./report.ts";
import type { Logged, RequestLog } from "./request_log.ts";

/** What every part measures with. */
export interface Bench {
  stack: Stack;
  doors: Doors;
  log: RequestLog;
  cpu: ProcessCpu;
}

export interface Measured {
  title: string;
  lines: Line[];
}

/** Sends one request and resolves with the Worker's log line of it. */
export async function loggedOf(log: RequestLog, address: Address, request: Buffer, status: number): Promise<Logged> {
  const connection = new Connection(address);
  await connection.open();
  try {
    return await log.of(async () => {
      const answer = await connection.exchange(request);
      const id = /\r\nx-request-id: *(\S+)/i.exec(answer.head)?.[1];
      if (answer.status !== status || id === undefined) throw new Error(`${answer.head}\n${answer.body.toString()}`);
      return id;
    });
  } finally {
    connection.close();
  }
}
