import { CopyButton } from "@/ui/copy-button";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { apiClientsCopy } from "./copy";

const copy = apiClientsCopy.secret;

type SecretProps = { organizationId: string; secret: string; onCopied: () => void };

/** The secret of a new key, with a curl example. */
export function ApiKeySecret({ organizationId, secret, onCopied }: SecretProps) {
  const command = `curl -H "Authorization: Bearer ${secret}" ${window.location.origin}/api/organizations/${organizationId}`;
  return (
    <div className="grid min-w-0 gap-4" onCopy={onCopied}>
      <CopyableSecret label={copy.label} value={secret} hint={copy.hint} onCopied={onCopied} />
      <div className="grid min-w-0 gap-1.5">
        <p className="font-medium">{copy.tryIt}</p>
        <div className="flex min-w-0 items-start gap-1">
          <pre tabIndex={0} aria-label={copy.example} className="min-w-0 flex-1 overflow-x-auto rounded-md border border-line bg-sunken p-2.5 font-mono text-xs">
            {command}
          </pre>
          <CopyButton text={command} label={copy.copyExample} onCopied={onCopied} className="size-9!" />
        </div>
      </div>
    </div>
  );
}
