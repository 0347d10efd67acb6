import type { MyOrganization, Role } from "@/api/types";
import { gives } from "@/app/session/permissions";
import { Checkbox } from "@/ui/checkbox";
import { FieldError } from "@/ui/field-error";
import { customRolesCopy } from "./copy";
import { permissionGroups, permissionLabel } from "./permissions";

const copy = customRolesCopy.form;

type FieldProps = {
  organization: MyOrganization;
  baseRole: Role;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  error: string | undefined;
};

/** Selects permissions of the base role, by area. Those that the user does not have are disabled. */
export function PermissionsField({ organization, baseRole, chosen, onChange, error }: FieldProps) {
  const toggle = (name: string, checked: boolean) => onChange(checked ? [...chosen, name] : chosen.filter((other) => other !== name));
  return (
    <div className="grid gap-3">
      <p className="text-xs text-quiet">{copy.always}</p>
      {permissionGroups(baseRole).map(({ title, permissions }) => (
        <fieldset key={title} className="grid min-w-0 gap-1.5">
          <legend className="mb-1.5 text-xs font-medium text-quiet">{title}</legend>
          {permissions.map((name) => {
            const isOwn = gives(organization, name);
            return (
              <Checkbox
                key={name}
                label={permissionLabel(name)}
                hint={isOwn ? undefined : copy.notYours}
                checked={chosen.includes(name)}
                disabled={!isOwn}
                onChange={(checked) => toggle(name, checked)}
              />
            );
          })}
        </fieldset>
      ))}
      <FieldError>{error}</FieldError>
    </div>
  );
}
