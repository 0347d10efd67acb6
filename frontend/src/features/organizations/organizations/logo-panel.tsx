import { api } from "@/api/client";
import { pictureRequest } from "@/api/picture";
import type { MyOrganization } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { PicturePicker } from "@/ui/form/picture-picker";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { settingsCopy } from "./settings-copy";

const logoPath = "/api/organizations/{organizationId}/logo";

export function LogoPanel({ organization: { id, name, logo } }: { organization: MyOrganization }) {
  const refetchSession = useRefetchSession();
  const save = api.useMutation("put", logoPath, { meta: { form: true }, onSuccess: refetchSession });
  const deleteLogo = api.useMutation("delete", logoPath, { onSuccess: refetchSession });
  const params = { path: { organizationId: id } };
  return (
    <Panel title={settingsCopy.logo.title}>
      <div className="p-4">
        <PicturePicker
          noun="logo"
          name={name}
          image={logo}
          shape="organization"
          error={save.error}
          onSave={async (picture) => {
            await save.mutateAsync({ params, ...pictureRequest(picture) });
            toast.success(settingsCopy.logo.saved);
          }}
          onDelete={async () => {
            await deleteLogo.mutateAsync({ params });
            toast.success(settingsCopy.logo.removed);
          }}
        />
      </div>
    </Panel>
  );
}
