import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { asApiError, describeError } from "@/api/error";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";
import { usePageTitle } from "@/ui/page-title";
import { isChunkLoadError, useRetryWhenReachable } from "./chunk-load-error";
import { shellCopy } from "./copy";

const copy = shellCopy.errors;

function ErrorLayout({ code, title, children }: { code: string; title: string; children: ReactNode }) {
  return (
    <div className="grid min-h-[60dvh] content-center justify-items-start gap-3 px-5 py-10 sm:px-10">
      <p className="font-mono text-xs tracking-wide text-quiet">{code}</p>
      <h1 className="text-xl font-semibold">{title}</h1>
      {children}
    </div>
  );
}

/** The page of an unknown URL, or of one that this user may not know about. */
export function NotFoundPage() {
  usePageTitle(copy.notFound.title);
  return (
    <ErrorLayout code="404" title={copy.notFound.title}>
      <p className="max-w-prose text-quiet">{copy.notFound.text}</p>
      <Button variant="primary" asChild className="mt-2">
        <Link to="/">{copy.goToEstate}</Link>
      </Button>
    </ErrorLayout>
  );
}

/** The page of a URL that the user's role does not allow. */
function PermissionDeniedPage({ title, detail }: { title: string; detail: string }) {
  return (
    <ErrorLayout code="403" title={title}>
      <p className="max-w-prose text-quiet">{detail}</p>
      <Button variant="primary" asChild className="mt-2">
        <Link to="/">{copy.goToEstate}</Link>
      </Button>
    </ErrorLayout>
  );
}

/** NotFoundPage outside the shell. */
export function StandaloneNotFoundPage() {
  return (
    <main>
      <NotFoundPage />
    </main>
  );
}

/** ErrorPage outside the shell. */
export function StandaloneErrorPage(props: ErrorComponentProps) {
  return (
    <main>
      <ErrorPage {...props} />
    </main>
  );
}

/** Replaces a page that failed to load or render: the error, the request id for support, and a retry. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  usePageTitle(copy.failed);
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const retry = () => {
    queries.reset();
    void router.invalidate().then(reset);
  };
  useRetryWhenReachable(error, retry);
  const apiError = asApiError(error);
  if (apiError?.status === 404) return <NotFoundPage />;
  const { title, detail } = isChunkLoadError(error) ? copy.notLoaded : describeError(error);
  if (apiError?.status === 403) return <PermissionDeniedPage title={title} detail={detail} />;
  return (
    <ErrorLayout code={apiError && apiError.status > 0 ? `${apiError.status} ${apiError.error.code}` : copy.code} title={title}>
      <div role="alert" className="max-w-prose text-quiet">
        {detail}
      </div>
      {apiError?.requestId && (
        <p className="flex flex-wrap items-center gap-1 text-xs text-quiet">
          {copy.request} <code className="font-mono text-foreground">{apiError.requestId}</code>
          <CopyButton text={apiError.requestId} label={copy.copyRequest} />
        </p>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button variant="primary" onClick={retry}>
          {copy.retry}
        </Button>
        <Button asChild>
          <Link to="/">{copy.goToEstate}</Link>
        </Button>
      </div>
    </ErrorLayout>
  );
}
