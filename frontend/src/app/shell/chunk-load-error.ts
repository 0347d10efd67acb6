import { useEffect, useEffectEvent } from "react";

const NAME = "ChunkLoadError";
const CHECK_MS = 2000;

/**
 * Names the errors of code that could not be fetched. TanStack Router knows them by the browser's message and then reloads
 * the document, which would leave nothing of the page without a network.
 */
export function nameChunkLoadErrors(): void {
  window.addEventListener("vite:preloadError", ({ payload }) => {
    if (/import.* module/i.test(payload.message)) Object.assign(payload, { name: NAME, message: `${NAME}: ${payload.message}` });
  });
}

export function isChunkLoadError(error: unknown): boolean {
  return error instanceof Error && error.name === NAME;
}

/** Retries once the server is reachable again, and reloads the document when a deployment has replaced its files. */
export function useRetryWhenReachable(error: unknown, onReachable: () => void): void {
  const retry = useEffectEvent(onReachable);
  useEffect(() => {
    if (!isChunkLoadError(error)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const check = async () => {
      clearTimeout(timer);
      const html = await fetch("/", { cache: "no-store" }).then((response) => (response.ok ? response.text() : ""), () => "");
      if (gone) return;
      if (html === "") checkLater();
      else if (html.includes(new URL(import.meta.url).pathname)) retry();
      else window.location.reload();
    };
    const checkLater = () => {
      if (navigator.onLine) timer = setTimeout(() => void check(), CHECK_MS);
    };
    const checkNow = () => void check();
    checkLater();
    window.addEventListener("online", checkNow);
    return () => {
      gone = true;
      clearTimeout(timer);
      window.removeEventListener("online", checkNow);
    };
  }, [error]);
}
