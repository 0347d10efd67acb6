import type { LinkProps } from "@tanstack/react-router";
import { Boxes, GitBranch, Hammer, KeyRound, LayoutDashboard, ScrollText, Settings, type LucideIcon, Users } from "lucide-react";
import type { MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { shellCopy } from "./copy";

const copy = shellCopy.navigation;

/** The organization and estate whose pages the shell offers. */
export type CurrentEstate = { organization: MyOrganization | undefined; estateId: string | undefined; estateName: string | undefined };

export type Page = {
  label: string;
  icon: LucideIcon;
  link: LinkProps;
  /** Opens the page after `g`. */
  key?: string;
};

/** The page with all estates of the organization, if the user may see it. */
export function overviewPages({ organization }: CurrentEstate): Page[] {
  if (!organization || !hasPermission(organization, "estate.view")) return [];
  return [{ label: copy.estates, icon: Boxes, link: { to: "/$organization/estates", params: { organization: organization.slug } }, key: "e" }];
}

/** The pages of the estate that the user may see. */
export function estatePages({ organization, estateId }: CurrentEstate): Page[] {
  if (!organization || !estateId || !hasPermission(organization, "estate.view")) return [];
  const params = { organization: organization.slug, estateId };
  return [
    { label: copy.dashboard, icon: LayoutDashboard, link: { to: "/$organization/$estateId", params }, key: "d" },
    { label: copy.repository, icon: GitBranch, link: { to: "/$organization/$estateId/repository", params }, key: "r" },
    { label: copy.builds, icon: Hammer, link: { to: "/$organization/$estateId/builds", params }, key: "b" },
  ];
}

/** The pages of the organization that the user may see. */
export function organizationPages({ organization }: CurrentEstate): Page[] {
  if (!organization) return [];
  const params = { organization: organization.slug };
  const pages: Page[] = [];
  if (hasPermission(organization, "member.view")) pages.push({ label: copy.members, icon: Users, link: { to: "/$organization/team", params }, key: "m" });
  if (hasPermission(organization, "audit.view")) pages.push({ label: copy.auditLog, icon: ScrollText, link: { to: "/$organization/audit", params } });
  if (hasPermission(organization, "apiKey.manage")) pages.push({ label: copy.apiKeys, icon: KeyRound, link: { to: "/$organization/keys", params } });
  pages.push({ label: copy.settings, icon: Settings, link: { to: "/$organization/settings", params }, key: "s" });
  return pages;
}
