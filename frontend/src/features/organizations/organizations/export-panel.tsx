import { Download } from "lucide-react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { Button } from "@/ui/button";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { exportCopy as copy } from "./export-copy";

/** Downloads all data of the organization. */
export function ExportPanel({ organization }: { organization: MyOrganization }) {
  const file = api.useMutation("get", "/api/organizations/{organizationId}/export", {
    onSuccess: (blob) => {
      saveFile(blob as unknown as Blob, copy.file(organization.slug));
      toast.success(copy.done);
    },
  });
  return (
    <Panel title={copy.title}>
      <div className="grid gap-4 p-4">
        <p className="text-quiet">{copy.text}</p>
        <Button pending={file.isPending} className="justify-self-start" onClick={() => file.mutate({ params: { path: { organizationId: organization.id } }, parseAs: "blob" })}>
          <Download aria-hidden />
          {copy.download}
        </Button>
      </div>
    </Panel>
  );
}

function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
