import { classNames } from "./class-names";

/** A placeholder for content that is still loading, in the size of the content. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames("animate-pulse rounded bg-hover", className)} />;
}
