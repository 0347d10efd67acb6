import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { asApiError, explain } from "@/api/problem";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";
import { usePageTitle } from "@/ui/page-title";

function ProblemPage({ mark, title, children }: { mark: string; title: string; children: ReactNode }) {
  return (
    <div className="grid min-h-[60dvh] content-center justify-items-start gap-3 px-5 py-10 sm:px-10">
      <p className="font-mono text-xs tracking-wide text-quiet">{mark}</p>
      <h1 className="text-xl font-semibold">{title}</h1>
      {children}
    </div>
  );
}

/** Nothing is at this address, or nothing that this user may know of. */
export function NotFoundPage() {
  usePageTitle("Not found");
  return (
    <ProblemPage mark="404" title="There is nothing here">
      <p className="max-w-prose text-quiet">
        The address may be mistyped, what it showed may be gone, or it belongs to an organization that you are not a member of.
      </p>
      <Button look="primary" asChild className="mt-2">
        <Link to="/">Go to your estate</Link>
      </Button>
    </ProblemPage>
  );
}

/** The page is there, and not for this user. */
function RefusedPage({ title, detail }: { title: string; detail: string }) {
  return (
    <ProblemPage mark="403" title={title}>
      <p className="max-w-prose text-quiet">{detail}</p>
      <Button look="primary" asChild className="mt-2">
        <Link to="/">Go to your estate</Link>
      </Button>
    </ProblemPage>
  );
}

/** The same outside the shell. */
export function BareNotFoundPage() {
  return (
    <main>
      <NotFoundPage />
    </main>
  );
}

/** A failed page outside the shell. */
export function BareErrorPage(props: ErrorComponentProps) {
  return (
    <main>
      <ErrorPage {...props} />
    </main>
  );
}

/** Something failed while a page was made: what, the request to name when asking for help, and a second try. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  usePageTitle("Something went wrong");
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const problem = asApiError(error);
  if (problem?.status === 404) return <NotFoundPage />;
  const { title, detail } = explain(error);
  if (problem?.status === 403) return <RefusedPage title={title} detail={detail} />;
  const again = () => {
    queries.reset();
    void router.invalidate().then(reset);
  };
  return (
    <ProblemPage mark={problem && problem.status > 0 ? `${problem.status} ${problem.error.code}` : "Error"} title={title}>
      <div role="alert" className="max-w-prose text-quiet">
        {detail}
      </div>
      {problem?.requestId && (
        <p className="flex flex-wrap items-center gap-1 text-xs text-quiet">
          Request <code className="font-mono text-foreground">{problem.requestId}</code>
          <CopyButton text={problem.requestId} label="Copy the request id" />
        </p>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button look="primary" onClick={again}>
          Try again
        </Button>
        <Button asChild>
          <Link to="/">Go to your estate</Link>
        </Button>
      </div>
    </ProblemPage>
  );
}
