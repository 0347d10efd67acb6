import { useEffect } from "react";
import { uiCopy } from "./copy";

/** Sets the document title and announces it to screen readers. */
export function usePageTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter(Boolean), uiCopy.product].join(" · ");
  useEffect(() => {
    document.title = title;
    const announcer = document.getElementById("page-announcer");
    if (announcer) announcer.textContent = title;
  }, [title]);
}
