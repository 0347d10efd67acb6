import { type FieldDifference, isChanged } from "@/format/difference";
import { classNames } from "./class-names";
import { uiCopy } from "./copy";

/** The fields of a resource before and after a change, with the changed ones highlighted. */
export function DifferenceTable({ fields }: { fields: FieldDifference[] }) {
  return (
    <table className="w-full table-fixed text-left text-xs">
      <thead className="text-quiet">
        <tr>
          <th scope="col" className="w-1/4 py-1 pr-2 font-medium">
            {uiCopy.difference.field}
          </th>
          <th scope="col" className="py-1 pr-2 font-medium">
            {uiCopy.difference.before}
          </th>
          <th scope="col" className="py-1 font-medium">
            {uiCopy.difference.after}
          </th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.path} className="border-t border-line align-top">
            <th scope="row" className="py-1 pr-2 font-normal break-words">
              {field.path}
            </th>
            <td className="py-1 pr-2">
              <Value text={field.before} className={isChanged(field) ? "bg-danger/10 text-danger" : undefined} />
            </td>
            <td className="py-1">
              <Value text={field.after} className={isChanged(field) ? "bg-success/10 text-success" : undefined} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ text, className }: { text: string | null; className: string | undefined }) {
  if (text === null) return <span className="text-quiet">–</span>;
  return <code className={classNames("rounded px-1 font-mono break-all whitespace-pre-wrap", className)}>{text}</code>;
}
