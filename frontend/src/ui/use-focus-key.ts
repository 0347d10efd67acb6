import { type RefObject, useEffect } from "react";

const INPUTS = "input, textarea, select, [contenteditable], [role=menu], [role=listbox]";
const DIALOGS = "[role=dialog], [role=alertdialog]";

/** Focuses an element by a key, unless the user types or a dialog is open. */
export function useFocusKey(key: string | undefined, element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (key === undefined) return;
    const focus = (event: KeyboardEvent) => {
      if (event.key !== key || event.metaKey || event.ctrlKey || event.altKey) return;
      if ((event.target as Element).closest(INPUTS) || document.querySelector(DIALOGS)) return;
      event.preventDefault();
      element.current?.focus();
    };
    // Before the shortcuts of the shell.
    document.addEventListener("keydown", focus, { capture: true });
    return () => document.removeEventListener("keydown", focus, { capture: true });
  }, [key, element]);
}
