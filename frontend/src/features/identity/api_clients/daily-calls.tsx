import type { ApiKey } from "@/api/types";
import { formatCount } from "@/format/amount";
import { apiClientsCopy } from "./copy";
import { lastDays } from "./last-days";

const copy = apiClientsCopy.row;
const amount = (calls: number) => `${formatCount(calls)} ${copy.call[calls === 1 ? 0 : 1]}`;

/** The calls of a key in the last 30 days, as a bar for each day. */
export function DailyCalls({ apiKey, now }: { apiKey: ApiKey; now: number }) {
  const days = lastDays(apiKey.callsPerDay, now);
  const total = days.reduce((sum, { calls }) => sum + calls, 0);
  if (total === 0) return null;
  const most = Math.max(...days.map(({ calls }) => calls));
  return (
    <div className="flex flex-wrap items-end gap-x-2 text-xs text-quiet">
      <div role="img" aria-label={`${copy.callsOf(apiKey.name)}: ${copy.calls(amount(total))}`} className="flex h-5 items-end gap-px">
        {days.map(({ day, calls }) => (
          <span
            key={day}
            title={copy.onDay(day, amount(calls))}
            className={calls === 0 ? "h-px w-1 bg-line" : "w-1 rounded-t-xs bg-live"}
            style={calls === 0 ? undefined : { height: `${Math.max(10, (100 * calls) / most)}%` }}
          />
        ))}
      </div>
      <span>{copy.calls(amount(total))}</span>
    </div>
  );
}
