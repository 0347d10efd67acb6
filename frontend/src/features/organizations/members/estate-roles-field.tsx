import type { EstateRole, MyOrganization } from "@/api/types";
import { FieldError } from "@/ui/field-error";
import { Select } from "@/ui/select";
import { membersCopy } from "./copy";

const copy = membersCopy.estateRoles;
const none = "none";
type Choice = EstateRole["role"] | typeof none;
const choices: { value: Choice; label: string }[] = [
  { value: none, label: copy.none },
  { value: "viewer", label: membersCopy.roles.viewer.label },
  { value: "member", label: membersCopy.roles.member.label },
  { value: "admin", label: membersCopy.roles.admin.label },
];

type FieldProps = {
  estates: MyOrganization["estates"];
  chosen: readonly EstateRole[];
  onChange: (chosen: EstateRole[]) => void;
  error?: string | undefined;
};

/** Selects a role on each estate, or none. */
export function EstateRolesField({ estates, chosen, onChange, error }: FieldProps) {
  const choose = (estateId: string, choice: Choice) => {
    const others = chosen.filter((on) => on.estateId !== estateId);
    onChange(choice === none ? others : [...others, { estateId, role: choice }]);
  };
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1.5 font-medium">{copy.label}</legend>
      {estates.length === 0 && <p className="text-quiet">{copy.empty}</p>}
      <ul className="grid max-h-72 gap-2 overflow-y-auto p-0.5">
        {estates.map(({ id, name }) => (
          <li key={id} className="flex items-center justify-between gap-3">
            <span className="min-w-0 break-words">{name}</span>
            <Select
              aria-label={copy.roleOn(name)}
              className="w-32 shrink-0"
              value={chosen.find((on) => on.estateId === id)?.role ?? none}
              options={choices}
              onChange={(choice) => choose(id, choice)}
            />
          </li>
        ))}
      </ul>
      <FieldError>{error}</FieldError>
    </fieldset>
  );
}
