import { GitBranch, Lock, Search } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { asApiError, describeError } from "@/api/error";
import type { Estate, GitHubRepository } from "@/api/types";
import { AuthorizeButton } from "@/features/integrations/github/authorize-button";
import { InstallButton } from "@/features/integrations/github/install-button";
import { formatCount } from "@/format/amount";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Input } from "@/ui/input";
import { LoadMore } from "@/ui/load-more";
import { Notice } from "@/ui/notice";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { textLink } from "@/ui/text-link";
import { githubCopy } from "../copy";
import { ConnectForm, type OnConnected } from "./connect-form";
import { TemplateLink } from "./template-link";

const copy = githubCopy.picker;

type PickerProps = { estate: Estate; onConnected: OnConnected };

/** Connects a repository to an estate: installs the GitHub App, then selects a repository, then branch and folder. */
export function RepositoryPicker({ estate, onConnected }: PickerProps) {
  const [chosen, setChosen] = useState<GitHubRepository | null>(null);
  const pages = api.useInfiniteQuery(
    "get",
    "/api/estates/{estateId}/github/repositories",
    { params: { path: { estateId: estate.id } } },
    {
      pageParamName: "page",
      initialPageParam: 1 as number | null,
      getNextPageParam: (page) => page.nextPage ?? null,
      // The page asks the user to authorize the App.
      meta: { handledStatuses: [409] },
      // The user may have changed the list in another tab, on GitHub.
      refetchOnWindowFocus: "always",
    },
  );
  if (chosen) return <ConnectForm estate={estate} chosen={chosen} onBack={() => setChosen(null)} onConnected={onConnected} />;
  if (pages.isPending) return <PickerSkeleton />;
  if (asApiError(pages.error)?.error.code === "GITHUB_AUTHORIZATION_REQUIRED") {
    return (
      <Panel>
        <Empty icon={GitBranch} title={githubCopy.authorize.title}>
          <p>{githubCopy.authorize.text}</p>
          <AuthorizeButton estateId={estate.id} size="normal" />
        </Empty>
      </Panel>
    );
  }
  if (!pages.data) {
    return (
      <Notice tone="danger" title={describeError(pages.error).title}>
        <p>{describeError(pages.error).detail}</p>
        <Button size="small" className="mt-2" onClick={() => void pages.refetch()}>
          {copy.retry}
        </Button>
      </Notice>
    );
  }
  const [first] = pages.data.pages;
  if (!first?.installed) {
    return (
      <Panel>
        <Empty icon={GitBranch} title={githubCopy.install.title}>
          <p>{githubCopy.install.text}</p>
          <InstallButton estateId={estate.id} variant="primary">
            {githubCopy.install.submit}
          </InstallButton>
        </Empty>
      </Panel>
    );
  }
  const repositories = pages.data.pages.flatMap((page) => page.items);
  return <RepositoryList estate={estate} repositories={repositories} templateUrl={first.templateUrl ?? null} pages={pages} onChoose={setChosen} />;
}

type ListProps = {
  estate: Estate;
  repositories: GitHubRepository[];
  templateUrl: string | null;
  pages: Parameters<typeof LoadMore>[0]["pages"];
  onChoose: (repository: GitHubRepository) => void;
};

function RepositoryList({ estate, repositories, templateUrl, pages, onChoose }: ListProps) {
  const [text, setText] = useState("");
  const query = text.trim().toLowerCase();
  const shown = repositories.filter((repository) => repository.fullName.toLowerCase().includes(query));
  return (
    <Panel
      title={copy.title}
      actions={
        <InstallButton estateId={estate.id} variant="ghost">
          {copy.manage}
        </InstallButton>
      }
    >
      <label className="relative block border-b border-line p-2">
        <span className="sr-only">{copy.search}</span>
        <Search aria-hidden className="pointer-events-none absolute top-4.5 left-4.5 size-4 text-quiet" />
        <Input type="search" placeholder={copy.search} className="pl-8!" value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      {shown.length === 0 ? (
        <Empty icon={GitBranch} title={query ? copy.noMatch : copy.empty}>
          <p>
            {query && pages.hasNextPage
              ? copy.partial(formatCount(repositories.length))
              : !query && templateUrl
                ? githubCopy.template.text
                : copy.grantAccess}
          </p>
          {!query && templateUrl && (
            <Button asChild variant="primary">
              <TemplateLink url={templateUrl} />
            </Button>
          )}
        </Empty>
      ) : (
        <ul aria-label={copy.label} className="max-h-120 divide-y divide-line overflow-y-auto">
          {shown.map((repository) => (
            <li key={repository.id}>
              <button
                type="button"
                onClick={() => onChoose(repository)}
                className="flex w-full min-w-0 items-center gap-3 px-4 py-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
              >
                <span className="min-w-0 flex-1 truncate font-medium">{repository.fullName}</span>
                {repository.private && (
                  <span className="inline-flex items-center gap-1 text-xs text-quiet">
                    <Lock aria-hidden className="size-3" />
                    {copy.private}
                  </span>
                )}
                <span className="hidden font-mono text-xs text-quiet sm:inline">{repository.defaultBranch}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <LoadMore pages={pages} />
      {templateUrl && repositories.length > 0 && (
        <p className="border-t border-line px-4 py-2.5 text-quiet">
          {githubCopy.template.ask} <TemplateLink url={templateUrl} className={`inline-flex items-center gap-1 ${textLink}`} />
        </p>
      )}
    </Panel>
  );
}

function PickerSkeleton() {
  return (
    <Panel title={copy.title}>
      <div className="grid gap-3 p-4">
        <Skeleton className="h-9" />
        <Skeleton className="h-9" />
        <Skeleton className="h-9" />
      </div>
    </Panel>
  );
}
