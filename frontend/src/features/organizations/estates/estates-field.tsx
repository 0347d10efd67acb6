import type { MyOrganization } from "@/api/types";
import { Checkbox } from "@/ui/checkbox";
import { FieldError } from "@/ui/field-error";
import { estatesCopy } from "./copy";

type EstatesFieldProps = {
  estates: MyOrganization["estates"];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  error?: string;
};

/** Selects the estates of a guest. */
export function EstatesField({ estates, chosen, onChange, error }: EstatesFieldProps) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">{estatesCopy.select.label}</legend>
      {estates.length === 0 && <p className="text-quiet">{estatesCopy.select.empty}</p>}
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
      <FieldError>{error}</FieldError>
    </fieldset>
  );
}
