import { useQuery } from "@tanstack/react-query";
import { useLocation, useParams } from "@tanstack/react-router";
import { Menu as MenuIcon, Search } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { findOrganization, useSession } from "@/app/session/session";
import { defaultEstate, preferredEstate, saveLastEstate } from "@/features/organizations/estates/last-estate";
import { estateQuery } from "@/features/organizations/estates/queries";
import { ConnectionIndicator } from "@/features/platform/realtime/connection-indicator";
import type { Connection } from "@/features/platform/realtime/organization-socket";
import { useOrganizationSocket } from "@/features/platform/realtime/use-organization-socket";
import { Button } from "@/ui/button";
import { OnDemand, useOnDemand } from "@/ui/on-demand";
import { ThemeSwitch } from "@/ui/theme-switch";
import { shellCopy } from "./copy";
import { EstateSwitcher } from "./estate-switcher";
import { Navigation } from "./navigation";
import type { CurrentEstate } from "./pages";
import { useShortcuts } from "./shortcuts";
import { UserMenu } from "./user-menu";

/** The organization and estate of the URL, or else those visited last. */
function useCurrentEstate(): CurrentEstate {
  const me = useSession();
  const params = useParams({ strict: false });
  const preferred = preferredEstate(me);
  const organization = [params.organization, preferred?.organization, me.organizations[0]?.slug]
    .map((name) => (name === undefined ? undefined : findOrganization(me, name)))
    .find((found) => found !== undefined);
  const fallback = preferred?.organization === organization?.slug ? preferred?.estateId : organization && defaultEstate(organization);
  const requested = params.estateId ?? fallback;
  const find = (estateId: string | undefined) => organization?.estates.find(({ id }) => id === estateId);
  // The session has the first hundred estates of an organization. The page has loaded its own.
  const isMissing = params.estateId === undefined && requested !== undefined && !find(requested);
  const loaded = useQuery({ ...estateQuery(requested ?? ""), enabled: isMissing }).data;
  const estate = find(requested) ?? (loaded?.organization.id === organization?.id ? loaded : undefined);
  const shown = estate ?? find(fallback) ?? (organization && find(defaultEstate(organization)));
  const visited = params.estateId === undefined ? undefined : estate?.id;
  const organizationId = organization?.id;
  useEffect(() => {
    if (visited && organizationId) saveLastEstate(visited, organizationId);
  }, [visited, organizationId]);
  return { organization, estateId: shown?.id, estateName: shown?.name };
}

const loadNotifications = () => import("@/features/delivery/builds/notifications/build-notifications");
const loadEmailBanner = () => import("@/features/identity/users/unverified-email-banner");
const loadPalette = () => import("./command-palette/dialogs");

/** The frame around every page of a signed-in user: sidebar, top bar, banners and the realtime socket. */
export function Shell({ children }: { children: ReactNode }) {
  const current = useCurrentEstate();
  const connection = useOrganizationSocket(current.organization?.id ?? null);
  const { user } = useSession();
  const palette = useOnDemand(loadPalette);
  const [dialog, setDialog] = useState<"palette" | "help" | null>(null);
  const open = (opened: "palette" | "help") => {
    palette.request();
    setDialog(opened);
  };
  useShortcuts(current, open);
  const bar: BarProps = { current, connection: current.organization ? connection : null, onSearch: () => open("palette"), onSearchIntent: palette.preload };
  return (
    <div className="min-h-[calc(100dvh-var(--banner))] lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a href="#content" className="sr-only z-50 rounded-md bg-primary px-3 py-2 text-on-primary focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        {shellCopy.skip}
      </a>
      <aside className="sticky top-(--banner) hidden h-[calc(100dvh-var(--banner))] border-r border-line bg-sidebar lg:block">
        <Sidebar {...bar} />
      </aside>
      <TopBar {...bar} />
      {palette.module && <palette.module.Dialogs current={current} shown={dialog} onShow={setDialog} />}
      <div className="min-w-0">
        <OnDemand load={loadEmailBanner} when={!user.emailVerified}>
          {(module) => <module.UnverifiedEmailBanner />}
        </OnDemand>
        <RequiredFactor organization={current.organization} />
        <RequiredSso organization={current.organization} />
        <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl px-4 py-5 outline-none sm:px-6 lg:px-8 lg:py-7">
          {children}
        </main>
      </div>
      <OnDemand load={loadNotifications}>{(module) => <module.default />}</OnDemand>
    </div>
  );
}

const loadFactorBanner = () => import("@/features/organizations/organizations/second-factor-banner");

/** The banner of an organization that requires a second factor of a user who has none. */
function RequiredFactor({ organization }: { organization: CurrentEstate["organization"] }) {
  const { user } = useSession();
  const requiredFrom = organization?.secondFactorRequiredFrom ?? null;
  return (
    <OnDemand load={loadFactorBanner} when={requiredFrom !== null && !user.hasSecondFactor}>
      {(module) => organization && requiredFrom !== null && <module.SecondFactorBanner organization={organization} requiredFrom={requiredFrom} />}
    </OnDemand>
  );
}

const loadSsoBanner = () => import("@/features/organizations/sso/sso-banner");

/** The banner of an organization that requires single sign-on, which the session was not started with. */
function RequiredSso({ organization }: { organization: CurrentEstate["organization"] }) {
  const { user } = useSession();
  return (
    <OnDemand load={loadSsoBanner} when={organization?.isSsoMissing === true}>
      {(module) => organization && <module.SsoBanner organization={organization} email={user.email} />}
    </OnDemand>
  );
}

const loadDrawer = () => import("@/ui/drawer");

type BarProps = { current: CurrentEstate; connection: Connection | null; onSearch: () => void; onSearchIntent: () => void };

function Sidebar({ current, connection, onSearch, onSearchIntent }: BarProps) {
  return (
    <div className="flex h-full flex-col gap-4 overflow-y-auto p-3">
      <EstateSwitcher {...current} />
      <button
        type="button"
        aria-haspopup="dialog"
        className="flex h-8 shrink-0 items-center gap-2.5 rounded-md border border-line bg-surface px-2.5 text-quiet hover:bg-hover hover:text-foreground"
        onPointerEnter={onSearchIntent}
        onFocus={onSearchIntent}
        onClick={onSearch}
      >
        <Search aria-hidden className="size-4 shrink-0" />
        {shellCopy.search}
        <kbd aria-hidden className="ml-auto font-mono text-xs">
          {/^(Mac|iP)/.test(navigator.platform) ? shellCopy.searchKeys.mac : shellCopy.searchKeys.other}
        </kbd>
      </button>
      <Navigation {...current} />
      <div className="mt-auto grid gap-3">
        <div className="flex items-center justify-between gap-2 px-1.5">
          {connection ? <ConnectionIndicator connection={connection} /> : <span />}
          <ThemeSwitch />
        </div>
        <div className="border-t border-line pt-3">
          <UserMenu />
        </div>
      </div>
    </div>
  );
}

/** The navigation on small screens: a bar with the sidebar in a drawer. */
function TopBar({ onSearch, ...bar }: BarProps) {
  const { current, connection } = bar;
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const drawer = useOnDemand(loadDrawer);
  const { pathname } = useLocation();
  useEffect(() => setOpen(false), [pathname]);
  return (
    <div className="sticky top-(--banner) z-30 flex h-13 items-center gap-1 border-b border-line bg-sidebar px-2 lg:hidden">
      <Button
        ref={button}
        variant="ghost"
        size="icon"
        aria-label={shellCopy.openNavigation}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={drawer.preload}
        onFocus={drawer.preload}
        onClick={() => {
          drawer.request();
          setOpen(true);
        }}
      >
        <MenuIcon aria-hidden />
      </Button>
      {drawer.module && (
        <drawer.module.Drawer open={open} onOpenChange={setOpen} returnFocus={button} title={shellCopy.navigationTitle}>
          <Sidebar
            {...bar}
            onSearch={() => {
              setOpen(false);
              onSearch();
            }}
          />
        </drawer.module.Drawer>
      )}
      <div className="min-w-0 flex-1">
        <EstateSwitcher {...current} />
      </div>
      {connection && (
        <div className="px-2">
          <ConnectionIndicator connection={connection} compact />
        </div>
      )}
    </div>
  );
}
