import { toast } from "sonner";
import { api } from "@/api/client";
import { pictureInit } from "@/api/picture";
import type { MyOrganization } from "@/api/types";
import { useRenewMe } from "@/app/session/use-refetch-session";
import { PicturePicker } from "@/ui/form/picture-picker";
import { Panel } from "@/ui/panel";

const logoPath = "/api/organizations/{organizationId}/logo";

/** The organization's logo. */
export function LogoPanel({ organization: { id, name, logo } }: { organization: MyOrganization }) {
  const renew = useRenewMe();
  const save = api.useMutation("put", logoPath, { meta: { form: true }, onSuccess: renew });
  const remove = api.useMutation("delete", logoPath, { onSuccess: renew });
  const params = { path: { organizationId: id } };
  return (
    <Panel title="Logo">
      <div className="p-4">
        <PicturePicker
          what="logo"
          name={name}
          image={logo}
          shape="organization"
          error={save.error}
          onSave={async (picture) => {
            await save.mutateAsync({ params, ...pictureInit(picture) });
            toast.success("The logo is saved");
          }}
          onRemove={async () => {
            await remove.mutateAsync({ params });
            toast.success("The logo is removed");
          }}
        />
      </div>
    </Panel>
  );
}
