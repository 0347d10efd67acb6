import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import { Toaster } from "@/components/ui/toaster";
import { ImpersonationBanner } from "@/session/impersonation";
import { BareErrorPage, BareNotFoundPage } from "@/shell/problem-pages";

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: () => (
    <>
      <div id="page-announcer" aria-live="polite" className="sr-only" />
      <ImpersonationBanner />
      <Outlet />
      <Toaster />
    </>
  ),
  errorComponent: BareErrorPage,
  notFoundComponent: BareNotFoundPage,
});
