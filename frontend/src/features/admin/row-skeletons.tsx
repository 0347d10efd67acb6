import { Skeleton } from "@/ui/skeleton";

export const rowClass = "flex min-h-15 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2";

export function RowSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 6 }, (_, index) => (
        <li key={index} className={rowClass}>
          <div className="grid gap-1.5">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-3 w-56 max-w-full" />
          </div>
        </li>
      ))}
    </ul>
  );
}
