/** How much is measured. */
export interface Extent {
  rounds: number;
  /** Requests of a round that costs workerd tens of microseconds a request; dearer ones are fewer. */
  requests: number;
  /** Pushes of a round that each start a build. */
  pushes: number;
  /** Builds of the long table; the short one has SHORT_TABLE. */
  longTable: number;
  sockets: number;
  broadcasts: number;
  /** Lines that a build prints. */
  logLines: number;
  /** Visits and pushes in a browser. */
  pages: number;
  /** Fresh workerds of each kind. */
  starts: number;
}

export const SHORT_TABLE = 100;

export const FULL: Extent = { rounds: 7, requests: 4_000, pushes: 40, longTable: 100_000, sockets: 1_000, broadcasts: 15, logLines: 100_000, pages: 5, starts: 9 };
export const QUICK: Extent = { rounds: 1, requests: 200, pushes: 4, longTable: 2_000, sockets: 50, broadcasts: 2, logLines: 5_000, pages: 1, starts: 1 };
