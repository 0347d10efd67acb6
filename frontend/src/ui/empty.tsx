import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** The empty state of a list or panel. */
export function Empty({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-12 text-center">
      <Icon aria-hidden className="size-6 text-quiet" strokeWidth={1.5} />
      <p className="font-medium">{title}</p>
      {children && <div className="grid max-w-md justify-items-center gap-4 text-pretty text-quiet">{children}</div>}
    </div>
  );
}
