import { useEffect } from "react";

/** Sets the document title and announces it to screen readers. */
export function usePageTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter(Boolean), "Steward"].join(" · ");
  useEffect(() => {
    document.title = title;
    const announcer = document.getElementById("page-announcer");
    if (announcer) announcer.textContent = title;
  }, [title]);
}
