import type { UndecodableMessage } from "@/api/types";
import { Ago } from "@/format/time";
import { outboxCopy } from "./copy";

/** A queue message that could not be decoded, and why. */
export function UndecodableMessageRow({ message }: { message: UndecodableMessage }) {
  return (
    <li data-undecodable={message.id} className="grid grid-cols-1 gap-2 px-4 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="font-medium break-all">{message.queue}</p>
        <p className="text-xs text-quiet">
          <Ago at={message.createdAt} />
        </p>
      </div>
      <p className="font-mono text-xs break-words text-danger">{message.error}</p>
      <pre tabIndex={0} aria-label={outboxCopy.undecodable.body} className="max-h-48 overflow-auto rounded-md border border-line bg-sunken p-2.5 font-mono text-xs leading-5">
        {message.body}
      </pre>
    </li>
  );
}
