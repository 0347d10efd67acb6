import type { AdminUser } from "@/api/types";
import { adminUsersCopy } from "./copy";

const copy = adminUsersCopy.badges;
const badgeClass = "inline-flex h-5 items-center rounded-full px-2 text-xs font-medium whitespace-nowrap";

export function UserBadges({ user }: { user: AdminUser }) {
  return (
    <>
      {user.banned && <span className={`${badgeClass} bg-danger/12 text-danger`}>{copy.banned}</span>}
      {user.role === "admin" && <span className={`${badgeClass} bg-live/12 text-live`}>{copy.administrator}</span>}
      {user.isBot && <span className={`${badgeClass} bg-hover text-quiet`}>{copy.bot}</span>}
      {!user.emailVerified && !user.isBot && <span className={`${badgeClass} bg-warning/14 text-warning`}>{copy.notVerified}</span>}
    </>
  );
}
