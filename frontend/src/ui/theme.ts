import { useSyncExternalStore } from "react";
import { applyTheme, storageKey, storedTheme, type Theme } from "./stored-theme";

const listeners = new Set<() => void>();
let theme = storedTheme();

/** app/start.ts does this before the first paint. */
function apply(): void {
  applyTheme(theme);
  for (const listener of listeners) listener();
}

window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
window.addEventListener("storage", (event) => {
  if (event.key !== storageKey) return;
  theme = storedTheme();
  apply();
});

export function setTheme(choice: Theme): void {
  theme = choice;
  try {
    if (choice === "system") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, choice);
  } catch {
    // The browser may deny storage; the choice then lasts until the page is closed.
  }
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => theme);
}

/** Whether the page is dark now, whatever the choice. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, () => document.documentElement.classList.contains("dark"));
}
