import type { ReactNode } from "react";
import { classNames } from "./class-names";

type PanelProps = { title?: string; actions?: ReactNode; children: ReactNode; className?: string };

/** A bordered section of a page with a title and actions. */
export function Panel({ title, actions, children, className }: PanelProps) {
  return (
    <section className={classNames("min-w-0 overflow-hidden rounded-lg border border-line bg-surface", className)}>
      {(title || actions) && (
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-1.5">
          {title && <h2 className="font-semibold">{title}</h2>}
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}
