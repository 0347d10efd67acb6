import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization, Sso, SsoConnection } from "@/api/types";
import { formatDay } from "@/format/day";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { FormError } from "@/ui/form/form-error";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { ssoSettingsCopy } from "./copy";
import { ssoPath } from "./paths";

const copy = ssoSettingsCopy.enforcement;

type EnforcementPanelProps = { organization: MyOrganization; sso: Sso; connection: SsoConnection };

/** Requires single sign-on, and names the owners who can enter without it. */
export function EnforcementPanel({ organization, sso, connection }: EnforcementPanelProps) {
  const queryClient = useQueryClient();
  const save = api.useMutation("put", `${ssoPath}/enforcement`, {
    meta: { form: true },
    onSuccess: async () => {
      toast.success(copy.saved);
      await queryClient.invalidateQueries({ queryKey: ["get", ssoPath] });
    },
  });
  const [named, setNamed] = useState(sso.owners.filter(({ isBreakGlass }) => isBreakGlass).map(({ userId }) => userId));
  const enforce = (enforced: boolean) => save.mutate({ params: { path: { organizationId: organization.id } }, body: { enforced, breakGlassUserIds: named } });
  const { enforcedAt } = connection;
  return (
    <Panel title={copy.title}>
      <div className="grid gap-4 p-4">
        <p className="text-quiet">{enforcedAt === null ? copy.off : copy.on(formatDay(enforcedAt))}</p>
        <FormError error={save.error} fields={[]} />
        <fieldset className="grid gap-3">
          <legend className="mb-1.5 font-medium">{copy.who}</legend>
          <p className="text-xs text-quiet">{copy.hint}</p>
          {sso.owners.map(({ userId, name, email, hasSecondFactor }) => (
            <Checkbox
              key={userId}
              label={name}
              hint={hasSecondFactor ? email : `${email} · ${copy.noSecondFactor}`}
              checked={named.includes(userId)}
              onChange={(checked) => setNamed(checked ? [...named, userId] : named.filter((id) => id !== userId))}
            />
          ))}
        </fieldset>
        <div className="flex flex-wrap gap-2">
          <Button pending={save.isPending} onClick={() => enforce(true)}>
            {enforcedAt === null ? copy.require : copy.save}
          </Button>
          {enforcedAt !== null && (
            <Button variant="ghost" pending={save.isPending} onClick={() => enforce(false)}>
              {copy.end}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
