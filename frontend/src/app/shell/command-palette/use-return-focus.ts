import { useLayoutEffect, useRef } from "react";

/** For a dialog without a trigger: when it closes, the element that had the focus before gets it back, or else the page's content. */
export function useReturnFocus(): (event: Event) => void {
  const previous = useRef<Element | null>(null);
  useLayoutEffect(() => {
    previous.current = document.activeElement;
  }, []);
  return (event) => {
    event.preventDefault();
    const element = previous.current?.isConnected ? previous.current : document.getElementById("content");
    if (element instanceof HTMLElement) element.focus();
  };
}
