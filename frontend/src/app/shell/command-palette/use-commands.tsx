import { type NavigateOptions, useNavigate } from "@tanstack/react-router";
import { Boxes, Building2, Hammer, Keyboard, LogOut, type LucideIcon, Plus, Settings, SunMoon, User } from "lucide-react";
import type { Repository } from "@/api/types";
import { hasPermission, rightsOnEstate } from "@/app/session/permissions";
import { useSession } from "@/app/session/session";
import { useSignOut } from "@/app/session/sign-out";
import { buildStatusDisplay } from "@/features/delivery/builds/status-badge";
import { commitSubject } from "@/features/delivery/builds/queries";
import { usersCopy } from "@/features/identity/users/copy";
import { useEstateSearch } from "@/features/organizations/estates/use-estate-search";
import { settingsSections } from "@/features/organizations/organizations/settings-sections";
import { shortHash } from "@/format/commit-hash";
import { uiCopy } from "@/ui/copy";
import { searchItems } from "@/ui/search-items";
import type { OptionGroup } from "@/ui/searchable-list";
import { setTheme, useTheme } from "@/ui/theme";
import { adminPages } from "../admin-pages";
import { shellCopy } from "../copy";
import { type CurrentEstate, estatePages, organizationPages, overviewPages } from "../pages";
import { paletteCopy } from "./copy";
import { useResults } from "./use-results";

const copy = paletteCopy.actions;

/** Options of one group. */
const MAX_OPTIONS = 8;

const settingsPages = [
  { label: usersCopy.settings.sections.profile, to: "/user-settings" },
  { label: usersCopy.settings.sections.signIn, to: "/user-settings/sign-in" },
  { label: usersCopy.settings.sections.sessions, to: "/user-settings/sessions" },
  { label: usersCopy.settings.sections.data, to: "/user-settings/data" },
] as const;

type Command = { id: string; label: string; icon: LucideIcon; detail?: string; keywords?: string; run: () => void };

export type PaletteActions = { onClose: () => void; onHelp: () => void; onStartBuild: () => void; onCreateEstate: () => void };

/** What the palette finds for a search, in groups. */
export function useCommands(query: string, current: CurrentEstate, repository: Repository | undefined, actions: PaletteActions) {
  const { organization, estateId, estateName } = current;
  const { user, organizations, session } = useSession();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const theme = useTheme();
  const { estates: ownEstates, isLoading: isLoadingEstates } = useEstateSearch(organizations, query);
  const { members, builds, isLoading: isLoadingResults, retry } = useResults(query, current);

  const pages: Command[] = [
    ...estatePages(current).map((page) => ({ ...page, detail: estateName })),
    ...[...overviewPages(current), ...organizationPages(current)].map((page) => ({ ...page, detail: organization?.name })),
    // The first section is the page "Settings" itself.
    ...(organization ? settingsSections(organization).slice(1).map(({ label, ...link }) => ({ label, icon: Settings, link, detail: paletteCopy.settingsOf(organization.name) })) : []),
    ...settingsPages.map(({ label, to }) => ({ label, icon: Settings, link: { to }, detail: paletteCopy.userSettings })),
    ...(user.role === "admin" ? adminPages : []).map((page) => ({ ...page, detail: shellCopy.navigation.admin })),
  ].map(({ label, icon, link, detail }) => ({ id: link.to ?? label, label, icon, detail, run: () => void navigate(link as NavigateOptions) }));

  const commands: (Command | false)[] = [
    repository !== undefined && organization !== undefined && hasPermission(rightsOnEstate(organization, estateId), "build.manage") && { id: "start-build", ...copy.startBuild, icon: Hammer, run: actions.onStartBuild },
    organization !== undefined && hasPermission(organization, "estate.create") && { id: "create-estate", label: copy.createEstate(organization.name), icon: Plus, run: actions.onCreateEstate },
    !session.impersonatedBy && { id: "create-organization", ...copy.createOrganization, icon: Building2, run: () => void navigate({ to: "/new-organization" }) },
    ...(["system", "light", "dark"] as const).map((name) => name !== theme && { id: `theme-${name}`, label: copy.theme(uiCopy.theme[name]), keywords: copy.themeKeywords, icon: SunMoon, run: () => setTheme(name) }),
    { id: "shortcuts", ...copy.shortcuts, icon: Keyboard, run: actions.onHelp },
    { id: "sign-out", ...copy.signOut, icon: LogOut, run: () => signOut.mutate({}) },
  ];

  const estates = ownEstates.map(({ id, name, organization: owner }): Command => ({
    id,
    label: name,
    detail: owner.name,
    icon: Boxes,
    run: () => void navigate({ to: "/$organization/$estateId", params: { organization: owner.slug, estateId: id } }),
  }));

  const found = (items: Command[]) => searchItems(items, query, ({ label, detail, keywords }) => [label, detail, keywords].filter(Boolean).join(" "));
  const groups: { title: string; commands: Command[] }[] = [
    { title: paletteCopy.groups.estates, commands: found(estates) },
    { title: paletteCopy.groups.pages, commands: found(pages) },
    { title: paletteCopy.groups.actions, commands: found(commands.filter((command) => command !== false)) },
    {
      title: paletteCopy.groups.builds,
      commands: builds.map((build) => ({
        id: build.id,
        label: `#${build.number} ${commitSubject(build)}`,
        detail: `${buildStatusDisplay[build.status].label}, ${shortHash(build.commitHash)}`,
        icon: Hammer,
        run: () => void navigate({ to: "/$organization/$estateId/builds/$buildId", params: { organization: organization?.slug ?? "", estateId: build.estateId, buildId: build.id } }),
      })),
    },
    {
      title: paletteCopy.groups.people,
      commands: members.map(({ userId, name, email }) => ({
        id: userId,
        label: name,
        detail: email,
        icon: User,
        run: () => void navigate({ to: "/$organization/team", params: { organization: organization?.slug ?? "" }, search: { q: email } }),
      })),
    },
  ];

  return { groups: groups.filter((group) => group.commands.length > 0).map((group) => toOptions(group, actions.onClose)), isLoading: isLoadingEstates || isLoadingResults, retry };
}

function toOptions({ title, commands }: { title: string; commands: Command[] }, onClose: () => void): OptionGroup {
  const options = commands.slice(0, MAX_OPTIONS).map(({ id, label, detail, icon: Icon, run }) => ({
    id,
    label,
    detail,
    icon: <Icon aria-hidden className="text-quiet" />,
    onSelect: () => {
      onClose();
      run();
    },
  }));
  return { title, options };
}
