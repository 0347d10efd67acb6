import { Clients, type Address } from "./client.ts";
import type { ProcessCpu } from "./cpu.ts";
import { median, quartiles } from "./statistics.ts";

/** Connections that ask at the same time. */
export const CLIENTS = 8;

/** Something that is asked for many times. */
export interface Case {
  name: string;
  address: Address;
  /** The status that every answer has. */
  status: number;
  /** Requests of a round. */
  count: number;
  /** Made before the round; each is sent once, or one of them again and again. */
  requests: (count: number) => Buffer[];
}

/** What one round of a case came to. */
export interface Sample {
  /** CPU of workerd, in microseconds a request, with all that the request sets off. */
  cpu: number;
  /** Requests a second. */
  rate: number;
}

/** Measures one round of one case. */
export async function measure(cpu: ProcessCpu, { address, status, count, requests }: Case): Promise<Sample> {
  const made = requests(count);
  const clients = new Clients(address, Math.min(CLIENTS, count));
  const { result: rate, microseconds } = await cpu.of(async () => {
    try {
      await clients.open(); // not before: workerd closes a connection that rests for some seconds
      return await clients.send(count, status, (index) => made[index % made.length] as Buffer);
    } finally {
      clients.close();
    }
  });
  return { cpu: microseconds / count, rate };
}

/**
 * Rounds in which every case has its turn, each second round in the opposite order: what else runs on the machine, and
 * what grows in workerd, meets all cases alike. A first round, which is not counted, warms everything up.
 */
export async function interleaved(cpu: ProcessCpu, cases: readonly Case[], rounds: number): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(cases.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const one of round % 2 === 0 ? cases : cases.toReversed()) {
      const sample = await measure(cpu, one);
      if (round > 0) samples.get(one.name)?.push(sample);
    }
  }
  return samples;
}

export interface Summary {
  cpu: number;
  /** Half of the rounds lie between these. */
  cpuQuartiles: [number, number];
  rate: number;
}

export function summary(samples: readonly Sample[]): Summary {
  const cpu = samples.map((sample) => sample.cpu);
  return { cpu: median(cpu), cpuQuartiles: quartiles(cpu), rate: median(samples.map(({ rate }) => rate)) };
}

/** The median, over the rounds, of what `one` costs beside `other` in the same round. */
export function compared(one: readonly Sample[], other: readonly Sample[], compare: (one: number, other: number) => number): number {
  return median(one.map((sample, round) => compare(sample.cpu, (other[round] as Sample).cpu)));
}
