import type { LinkProps } from "@tanstack/react-router";
import { Boxes, Building2, FileQuestion, Fingerprint, GitBranch, Hammer, Inbox, KeyRound, LayoutDashboard, LockKeyhole, ScrollText, Settings, type LucideIcon, UserCog, Users, Webhook } from "lucide-react";
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

/** The pages of the estate that the user may see. */
export function estatePages({ organization, estateId }: CurrentEstate): Page[] {
  if (!organization || !estateId || !hasPermission(organization.role, "estate.view")) return [];
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
  const { role, slug } = organization;
  const params = { organization: slug };
  const pages: Page[] = [];
  if (hasPermission(role, "member.view")) pages.push({ label: copy.members, icon: Users, link: { to: "/$organization/team", params }, key: "m" });
  if (hasPermission(role, "audit.view")) pages.push({ label: copy.auditLog, icon: ScrollText, link: { to: "/$organization/audit", params } });
  if (hasPermission(role, "apiKey.manage")) pages.push({ label: copy.apiKeys, icon: KeyRound, link: { to: "/$organization/keys", params } });
  pages.push({ label: copy.settings, icon: Settings, link: { to: "/$organization/settings", params }, key: "s" });
  return pages;
}

/** The pages of the platform, for its administrators. */
export const adminPages: Page[] = [
  { label: copy.users, icon: UserCog, link: { to: "/admin/users" } },
  { label: copy.organizations, icon: Building2, link: { to: "/admin/organizations" } },
  { label: copy.estates, icon: Boxes, link: { to: "/admin/estates" } },
  { label: copy.allBuilds, icon: Hammer, link: { to: "/admin/builds" } },
  { label: copy.deliveries, icon: Inbox, link: { to: "/admin/deliveries" } },
  { label: copy.undecodable, icon: FileQuestion, link: { to: "/admin/undecodable" } },
  { label: copy.webhooks, icon: Webhook, link: { to: "/admin/webhooks" } },
  { label: copy.sealing, icon: LockKeyhole, link: { to: "/admin/sealing" } },
  { label: copy.session, icon: Fingerprint, link: { to: "/admin/session" } },
];
