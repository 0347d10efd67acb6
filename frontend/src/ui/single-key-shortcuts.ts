import { useSyncExternalStore } from "react";

const storageKey = "steward.single-key-shortcuts";
const listeners = new Set<() => void>();
let on = readStored();

function readStored(): boolean {
  try {
    return localStorage.getItem(storageKey) !== "off";
  } catch {
    return true;
  }
}

function apply(choice: boolean): void {
  on = choice;
  for (const listener of listeners) listener();
}

window.addEventListener("storage", ({ key }) => {
  if (key === storageKey) apply(readStored());
});

/** Whether shortcuts without Ctrl or ⌘ work. Users of speech input may turn them off (WCAG 2.1.4). */
export function areSingleKeyShortcutsOn(): boolean {
  return on;
}

export function useSingleKeyShortcuts(): boolean {
  return useSyncExternalStore(subscribe, areSingleKeyShortcutsOn);
}

export function setSingleKeyShortcuts(choice: boolean): void {
  try {
    if (choice) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, "off");
  } catch {
    // The browser may deny storage; the choice then lasts until the page is closed.
  }
  apply(choice);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
