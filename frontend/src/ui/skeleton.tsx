import { classNames } from "./class-names";

/** The place of something that is still on its way, of the size that it will have. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames("animate-pulse rounded bg-hover", className)} />;
}
