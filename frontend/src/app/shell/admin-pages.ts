import { Boxes, Building2, FileQuestion, Fingerprint, Hammer, Hourglass, Inbox, LockKeyhole, ScrollText, UserCheck, UserCog, Webhook } from "lucide-react";
import { adminPagesCopy as copy } from "./admin-pages-copy";
import type { Page } from "./pages";

/** The pages of the platform, for its administrators. */
export const adminPages: Page[] = [
  { label: copy.users, icon: UserCog, link: { to: "/admin/users" } },
  { label: copy.waitlist, icon: Hourglass, link: { to: "/admin/waitlist" } },
  { label: copy.signUp, icon: UserCheck, link: { to: "/admin/sign-up" } },
  { label: copy.organizations, icon: Building2, link: { to: "/admin/organizations" } },
  { label: copy.estates, icon: Boxes, link: { to: "/admin/estates" } },
  { label: copy.allBuilds, icon: Hammer, link: { to: "/admin/builds" } },
  { label: copy.deliveries, icon: Inbox, link: { to: "/admin/deliveries" } },
  { label: copy.undecodable, icon: FileQuestion, link: { to: "/admin/undecodable" } },
  { label: copy.webhooks, icon: Webhook, link: { to: "/admin/webhooks" } },
  { label: copy.auditLog, icon: ScrollText, link: { to: "/admin/audit-log" } },
  { label: copy.sealing, icon: LockKeyhole, link: { to: "/admin/sealing" } },
  { label: copy.session, icon: Fingerprint, link: { to: "/admin/session" } },
];
