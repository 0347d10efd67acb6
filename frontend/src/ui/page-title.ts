import { useEffect } from "react";

/** Names the page in the tab and tells screen readers of it. */
export function usePageTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter(Boolean), "Steward"].join(" · ");
  useEffect(() => {
    document.title = title;
    const announcer = document.getElementById("page-announcer");
    if (announcer) announcer.textContent = title;
  }, [title]);
}
