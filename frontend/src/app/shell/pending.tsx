import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { shellCopy } from "./copy";

/** The loading state of a page inside the shell. */
export function PagePending() {
  return (
    <div className="grid gap-6">
      <span role="status" className="sr-only">
        {shellCopy.loading}
      </span>
      <div className="grid gap-2">
        <Skeleton className="h-3.5 w-28" />
        <Skeleton className="h-7 w-48" />
      </div>
      <Panel>
        <Skeleton className="m-4 h-40" />
      </Panel>
    </div>
  );
}

/** The loading state of the shell, before the session is loaded. */
export function ShellPending() {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <div className="h-13 border-b border-line bg-sidebar lg:h-auto lg:border-r lg:border-b-0" />
      <div className="mx-auto w-full max-w-6xl px-4 py-5 sm:px-6 lg:px-8 lg:py-7">
        <PagePending />
      </div>
    </div>
  );
}
