import type { ReactNode } from "react";

type PageHeaderProps = { title: ReactNode; above?: ReactNode; below?: ReactNode; actions?: ReactNode };

/** The title of a page, with optional lines above and below it and its actions. */
export function PageHeader({ title, above, below, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 sm:flex-nowrap">
      <div className="grid min-w-0 gap-1">
        {above && <div className="text-xs text-quiet">{above}</div>}
        <h1 className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-xl font-semibold tracking-[-0.01em]">{title}</h1>
        {below && <div className="text-quiet">{below}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2 sm:shrink-0">{actions}</div>}
    </header>
  );
}
