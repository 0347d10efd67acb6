import { KeyRound } from "lucide-react";
import type { Sealing } from "@/api/types";
import { formatCount } from "@/format/amount";
import { formatDay } from "@/format/day";
import { Empty } from "@/ui/empty";
import { Panel } from "@/ui/panel";
import { sealingCopy } from "./copy";

const badge = "inline-flex h-5 items-center rounded-full px-2 text-xs font-medium";

/** The sealing keys of the key ring, with the number of values under each. */
export function SealingKeys({ sealing }: { sealing: Sealing }) {
  if (sealing.keys.length === 0) {
    return (
      <Panel>
        <Empty icon={KeyRound} title={sealingCopy.empty} />
      </Panel>
    );
  }
  return (
    <ul aria-label={sealingCopy.label} className="grid gap-4">
      {sealing.keys.map((key) => (
        <li key={key.id} data-sealing-key={key.id}>
          <Panel>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5">
              <code className="font-mono font-medium break-all">{key.id}</code>
              {key.active && <span className={`${badge} bg-live/12 text-live`}>{sealingCopy.active}</span>}
              {!key.known && <span className={`${badge} bg-danger/12 text-danger`}>{sealingCopy.unknown}</span>}
              <span className="ml-auto text-xs text-quiet">
                {key.createdAt && sealingCopy.since(formatDay(key.createdAt))}
                {key.ageDays != null && ` ${sealingCopy.age(key.ageDays)}`}
              </span>
            </div>
            {key.total === 0 ? (
              <p className="px-4 py-3 text-quiet">{sealingCopy.unused}</p>
            ) : (
              <table className="w-full text-left">
                <thead className="text-xs text-quiet">
                  <tr>
                    <th scope="col" className="px-4 py-2 font-medium">
                      {sealingCopy.column}
                    </th>
                    <th scope="col" className="px-4 py-2 text-right font-medium">
                      {sealingCopy.values}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {key.counts.map(({ table, column, count }) => (
                    <tr key={`${table}.${column}`} className="border-t border-line">
                      <th scope="row" className="px-4 py-2 font-mono text-xs font-normal break-all">
                        {table}.{column}
                      </th>
                      <td className="px-4 py-2 text-right tabular-nums">{formatCount(count)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Panel>
        </li>
      ))}
    </ul>
  );
}
