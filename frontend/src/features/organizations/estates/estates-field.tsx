import type { MyOrganization } from "@/api/types";
import { Checkbox } from "@/ui/checkbox";

type EstatesFieldProps = {
  estates: MyOrganization["estates"];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  problem?: string;
};

/** Which estates a guest sees. */
export function EstatesField({ estates, chosen, onChange, problem }: EstatesFieldProps) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">Estates</legend>
      {estates.length === 0 && <p className="text-quiet">The organization has no estate yet.</p>}
      <div className="grid max-h-60 gap-2 overflow-y-auto p-0.5">
        {estates.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={<span className="break-words">{name}</span>}
            checked={chosen.includes(id)}
            onChange={(checked) => onChange(checked ? [...chosen, id] : chosen.filter((other) => other !== id))}
          />
        ))}
      </div>
      {problem && (
        <p role="alert" className="text-xs font-medium text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
