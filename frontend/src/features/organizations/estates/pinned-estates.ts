import { useMemo, useSyncExternalStore } from "react";
import { toast } from "@/ui/toast";
import { estatesCopy } from "./copy";

/** The API returns no more estates by their ids. */
const MAX_PINNED = 20;
const isEstateId = (id: string) => /^est_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(id);

const listeners = new Set<() => void>();
/** What is stored, by organization; the browser may deny storage. */
const known = new Map<string, string>();

const keyOf = (organizationId: string) => `steward.pinned-estates.${organizationId}`;

function read(organizationId: string): string {
  const key = keyOf(organizationId);
  try {
    if (!known.has(key)) known.set(key, localStorage.getItem(key) ?? "");
  } catch {
    known.set(key, "");
  }
  return known.get(key) ?? "";
}

function write(organizationId: string, ids: string[]): void {
  const key = keyOf(organizationId);
  known.set(key, ids.join(","));
  try {
    localStorage.setItem(key, ids.join(","));
  } catch {
    // The estates then stay pinned until the page is closed.
  }
  for (const listener of listeners) listener();
}

window.addEventListener("storage", ({ key }) => {
  if (key === null) known.clear();
  else known.delete(key);
  for (const listener of listeners) listener();
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const parse = (stored: string) => stored.split(",").filter(isEstateId).slice(0, MAX_PINNED);

/** The ids of the organization's estates that the user has pinned in this browser. */
export function usePinnedEstates(organizationId: string): string[] {
  const stored = useSyncExternalStore(subscribe, () => read(organizationId));
  return useMemo(() => parse(stored), [stored]);
}

/** Pins an estate, or unpins it. */
export function togglePinnedEstate(organizationId: string, estateId: string): void {
  const ids = parse(read(organizationId));
  if (ids.includes(estateId)) return write(organizationId, ids.filter((id) => id !== estateId));
  if (ids.length === MAX_PINNED) return void toast.info(estatesCopy.overview.pinLimit(MAX_PINNED));
  write(organizationId, [...ids, estateId]);
}
