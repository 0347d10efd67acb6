import { Link } from "@tanstack/react-router";
import { useSession } from "@/app/session/session";
import { OnDemand } from "@/ui/on-demand";
import { shellCopy } from "./copy";
import { type CurrentEstate, estatePages, organizationPages, overviewPages, type Page } from "./pages";

const copy = shellCopy.navigation;
const loadAdminPages = () => import("./admin-pages");

/** Links to the pages of the estate, the organization and, for platform admins, the platform. */
export function Navigation(current: CurrentEstate) {
  const { user } = useSession();
  return (
    <nav aria-label={copy.label} className="grid gap-5">
      <Section pages={[...overviewPages(current), ...estatePages(current)]} />
      <Section title={copy.organization} pages={organizationPages(current)} />
      <OnDemand load={loadAdminPages} when={user.role === "admin"}>{(module) => <Section title={copy.admin} pages={module.adminPages} />}</OnDemand>
    </nav>
  );
}

function Section({ title, pages }: { title?: string; pages: Page[] }) {
  if (pages.length === 0) return null;
  return (
    <div className="grid gap-1">
      {title && <h2 className="px-2.5 text-xs font-medium text-quiet">{title}</h2>}
      <ul className="grid gap-0.5">
        {pages.map(({ label, icon: Icon, link }) => (
          <li key={label}>
            <Link
              {...link}
              activeOptions={{ exact: link.to === "/$organization/$estateId", includeSearch: false }}
              className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-quiet hover:bg-hover hover:text-foreground data-[status=active]:bg-hover data-[status=active]:font-medium data-[status=active]:text-foreground [&[data-status=active]_svg]:text-live"
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
