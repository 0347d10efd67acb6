import { useSyncExternalStore } from "react";

/** Light, dark, or what the system says. The first paint is set by public/theme.js. */
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
    // Storage may be refused; the choice then lasts as long as the page.
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

/** Whether the page is dark right now. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, () => document.documentElement.classList.contains("dark"));
}
