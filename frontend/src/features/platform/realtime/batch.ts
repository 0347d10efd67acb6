/**
 * Collects items and applies them together: the first after a silence immediately, the others every `delay` milliseconds, or
 * as soon as the application before has ended.
 */
export function createBatch<Item>(delay: number, apply: (items: Item[]) => Promise<unknown> | void) {
  let pending: Item[] = [];
  let isRunning = false;
  const run = async () => {
    isRunning = true;
    while (pending.length > 0) {
      const items = pending;
      pending = [];
      await Promise.all([apply(items), new Promise((resolve) => setTimeout(resolve, delay))]);
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
