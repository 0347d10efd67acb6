import { useEffect } from "react";
import { uiCopy } from "./copy";

let title: string = uiCopy.product;
let mark = "";

/** Sets the document title and announces it to screen readers. */
export function usePageTitle(...parts: (string | undefined)[]): void {
  const joined = [...parts.filter(Boolean), uiCopy.product].join(" · ");
  useEffect(() => {
    title = joined;
    document.title = mark + title;
    const announcer = document.getElementById("page-announcer");
    if (announcer) announcer.textContent = title;
  }, [joined]);
}

/** Sets what stands before the title, on every page. It is not announced. */
export function setTitleMark(wanted: string): void {
  mark = wanted;
  document.title = mark + title;
}
