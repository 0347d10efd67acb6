import { ExternalLink } from "lucide-react";
import { api } from "@/api/client";
import { Button } from "@/ui/button";

/** Leads to GitHub, to install the App or to let it see more repositories; GitHub leads back here. */
export function InstallButton({ estateId, look, children }: { estateId: string; look: "primary" | "outline" | "ghost"; children: string }) {
  const install = api.useMutation("post", "/api/estates/{estateId}/github/installation", {
    onSuccess: ({ installationUrl }) => window.location.assign(installationUrl),
  });
  return (
    <Button
      look={look}
      size={look === "primary" ? "normal" : "small"}
      pending={install.isPending || install.isSuccess}
      onClick={() => install.mutate({ params: { path: { estateId } } })}
    >
      {children}
      <ExternalLink aria-hidden />
    </Button>
  );
}
