import { useSyncExternalStore } from "react";

/** The colour scheme the user chose. public/theme.js applies it before the first paint. */
export type Theme = "system" | "light" | "dark";

const storageKey = "steward.theme";
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
let theme = readTheme();

function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

function apply(): void {
  const dark = theme === "dark" || (theme === "system" && darkSystem.matches);
  document.documentElement.classList.toggle("dark", dark);
  for (const listener of listeners) listener();
}

darkSystem.addEventListener("change", apply);
window.addEventListener("storage", (event) => {
  if (event.key !== storageKey) return;
  theme = readTheme();
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
