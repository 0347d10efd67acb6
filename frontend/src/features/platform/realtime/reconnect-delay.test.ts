import { describe, expect, it } from "vitest";
import { reconnectDelay } from "./reconnect-delay";

describe("reconnectDelay", () => {
  it("stays between 1 and 10 seconds and grows", () => {
    for (let attempt = 1; attempt < 40; attempt += 1) {
      expect(reconnectDelay(attempt, 0)).toBe(1000);
      expect(reconnectDelay(attempt, 1)).toBeLessThanOrEqual(10_000);
    }
    expect(reconnectDelay(1, 1)).toBeLessThan(reconnectDelay(3, 1));
    expect(reconnectDelay(30, 1)).toBe(10_000);
  });
});
