/**
 * Collects items and applies them together: the first after a silence immediately, the others after the pause for which the
 * application before has asked, in milliseconds.
 */
export function createBatch<Item>(apply: (items: Item[]) => number | Promise<number>) {
  let pending: Item[] = [];
  let isRunning = false;
  const run = async () => {
    isRunning = true;
    while (pending.length > 0) {
      const items = pending;
      pending = [];
      const pause = await apply(items);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    isRunning = false;
  };
  return {
    add(item: Item): void {
      pending.push(item);
      if (!isRunning) void run();
    },
    stop(): void {
      pending = [];
    },
  };
}
