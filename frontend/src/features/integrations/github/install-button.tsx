import { ExternalLink } from "lucide-react";
import { api } from "@/api/client";
import { Button } from "@/ui/button";

/** Opens GitHub to install the App or to change its repositories; GitHub redirects back here. */
export function InstallButton({ estateId, variant, children }: { estateId: string; variant: "primary" | "outline" | "ghost"; children: string }) {
  const install = api.useMutation("post", "/api/estates/{estateId}/github/installation", {
    onSuccess: ({ installationUrl }) => window.location.assign(installationUrl),
  });
  return (
    <Button
      variant={variant}
      size={variant === "primary" ? "normal" : "small"}
      pending={install.isPending || install.isSuccess}
      onClick={() => install.mutate({ params: { path: { estateId } } })}
    >
      {children}
      <ExternalLink aria-hidden />
    </Button>
  );
}
