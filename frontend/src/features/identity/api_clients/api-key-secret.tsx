import { CopyButton } from "@/ui/copy-button";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { apiClientsCopy } from "./copy";

const copy = apiClientsCopy.secret;

/** The secret of a new key, with a curl example. */
export function ApiKeySecret({ organizationId, secret }: { organizationId: string; secret: string }) {
  const command = `curl -H "Authorization: Bearer ${secret}" ${window.location.origin}/api/organizations/${organizationId}`;
  return (
    <div className="grid min-w-0 gap-4">
      <CopyableSecret label={copy.label} value={secret} hint={copy.hint} />
      <div className="grid min-w-0 gap-1.5">
        <p className="font-medium">{copy.tryIt}</p>
        <div className="flex min-w-0 items-start gap-1">
          <pre tabIndex={0} aria-label={copy.example} className="min-w-0 flex-1 overflow-x-auto rounded-md border border-line bg-sunken p-2.5 font-mono text-xs">
            {command}
          </pre>
          <CopyButton text={command} label={copy.copyExample} className="size-9!" />
        </div>
      </div>
    </div>
  );
}
