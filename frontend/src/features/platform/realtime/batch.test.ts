import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createBatch } from "./batch";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("applies the first item at once and the others together after the pause", async () => {
  const applied: number[][] = [];
  const batch = createBatch((items: number[]) => {
    applied.push(items);
    return 1000;
  });
  for (const item of [1, 2, 3]) batch.add(item);
  expect(applied).toEqual([[1]]);
  await vi.advanceTimersByTimeAsync(999);
  batch.add(4);
  expect(applied).toEqual([[1]]);
  await vi.advanceTimersByTimeAsync(1);
  expect(applied).toEqual([[1], [2, 3, 4]]);
  await vi.advanceTimersByTimeAsync(5000);
  batch.add(5);
  expect(applied).toEqual([[1], [2, 3, 4], [5]]);
});

it("pauses once the items before are applied", async () => {
  const applied: number[][] = [];
  const batch = createBatch((items: number[]) => {
    applied.push(items);
    return new Promise<number>((resolve) => setTimeout(() => resolve(1000), 2000));
  });
  batch.add(1);
  batch.add(2);
  await vi.advanceTimersByTimeAsync(2999);
  expect(applied).toEqual([[1]]);
  await vi.advanceTimersByTimeAsync(1);
  expect(applied).toEqual([[1], [2]]);
});

it("drops what is left when it is stopped", async () => {
  const applied: number[][] = [];
  const batch = createBatch((items: number[]) => {
    applied.push(items);
    return 1000;
  });
  batch.add(1);
  batch.add(2);
  batch.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(applied).toEqual([[1]]);
});
