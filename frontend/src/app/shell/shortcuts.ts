import { type NavigateOptions, useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { areSingleKeyShortcutsOn } from "@/ui/single-key-shortcuts";
import { type CurrentEstate, estatePages, organizationPages, overviewPages } from "./pages";

/** Milliseconds between the two keys of a sequence. */
const SEQUENCE_MS = 1500;
const INPUTS = "input:not([type=radio]), textarea, select, [contenteditable], [role=menu], [role=listbox]";
const DIALOGS = "[role=dialog], [role=alertdialog]";

/** Listens for the keyboard shortcuts: the palette, its help, and `g` with the key of a page. Users may turn off all but Ctrl+K. */
export function useShortcuts(current: CurrentEstate, open: (dialog: "palette" | "help") => void): void {
  const navigate = useNavigate();
  const go = useEffectEvent((key: string) => {
    const page = [...overviewPages(current), ...estatePages(current), ...organizationPages(current)].find((candidate) => candidate.key === key);
    if (page) void navigate(page.link as NavigateOptions);
  });
  const openDialog = useEffectEvent(open);
  useEffect(() => {
    let sequenceStart = -SEQUENCE_MS;
    const listen = (event: KeyboardEvent) => {
      const isCommand = event.metaKey || event.ctrlKey;
      const key = isCommand && !event.shiftKey ? event.key.toLowerCase() : event.key;
      if (event.defaultPrevented || event.altKey || document.querySelector(DIALOGS)) return;
      if (isCommand ? key !== "k" : !areSingleKeyShortcutsOn() || (event.target as Element).closest(INPUTS)) return;
      const isSecond = event.timeStamp - sequenceStart < SEQUENCE_MS;
      sequenceStart = key === "g" ? event.timeStamp : -SEQUENCE_MS;
      if (isCommand || key === "/") openDialog("palette");
      else if (key === "?") openDialog("help");
      else if (isSecond) go(key);
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
