import { X } from "lucide-react";
import type { SsoConnection } from "@/api/types";
import { Button } from "@/ui/button";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { ssoSettingsCopy } from "./copy";

const copy = ssoSettingsCopy.connection;

export type Mapping = SsoConnection["roleMappings"][number];

/** The roles that the identity provider can give. */
export const roleOptions = (["admin", "member", "viewer"] as const).map((value) => ({ value, label: ssoSettingsCopy.roles[value] }));

/** The roles of groups at the identity provider. */
export function RoleMappings({ mappings, onChange }: { mappings: Mapping[]; onChange: (mappings: Mapping[]) => void }) {
  const update = (index: number, change: Partial<Mapping>) => onChange(mappings.map((mapping, at) => (at === index ? { ...mapping, ...change } : mapping)));
  return (
    <fieldset className="grid gap-1.5">
      <legend className="font-medium">{copy.mappings}</legend>
      <p className="text-xs text-quiet">{copy.mappingsHint}</p>
      {mappings.length === 0 && <p className="text-quiet">{copy.noMappings}</p>}
      {mappings.map(({ group, role }, index) => (
        <div key={index} className="flex items-center gap-2">
          <Input aria-label={copy.group(index + 1)} required maxLength={200} value={group} onChange={(event) => update(index, { group: event.target.value })} />
          <Select aria-label={copy.roleOf(index + 1)} className="w-32 shrink-0" value={role} options={roleOptions} onChange={(chosen) => update(index, { role: chosen })} />
          <Button variant="ghost" size="small" aria-label={copy.removeMapping(group)} onClick={() => onChange(mappings.filter((_, at) => at !== index))}>
            <X aria-hidden className="size-4" />
          </Button>
        </div>
      ))}
      <Button size="small" className="justify-self-start" onClick={() => onChange([...mappings, { group: "", role: "member" }])}>
        {copy.addMapping}
      </Button>
    </fieldset>
  );
}
