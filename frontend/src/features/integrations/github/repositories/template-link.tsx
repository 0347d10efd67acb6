import { ExternalLink } from "lucide-react";
import type { ComponentProps } from "react";
import { githubCopy } from "../copy";

const copy = githubCopy.template;

/** Opens GitHub's page that creates a repository from the template. */
export function TemplateLink({ url, ...rest }: Omit<ComponentProps<"a">, "href"> & { url: string }) {
  return (
    <a href={url} target="_blank" rel="noreferrer" {...rest}>
      {copy.create}
      <ExternalLink aria-hidden className="size-3.5" />
      <span className="sr-only">{copy.opensGitHub}</span>
    </a>
  );
}
