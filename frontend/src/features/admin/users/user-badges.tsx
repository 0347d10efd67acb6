import type { AdminUser } from "@/api/types";

const badgeClass = "inline-flex h-5 items-center rounded-full px-2 text-xs font-medium whitespace-nowrap";

export function UserBadges({ user }: { user: AdminUser }) {
  return (
    <>
      {user.banned && <span className={`${badgeClass} bg-danger/12 text-danger`}>Banned</span>}
      {user.role === "admin" && <span className={`${badgeClass} bg-live/12 text-live`}>Platform admin</span>}
      {user.isBot && <span className={`${badgeClass} bg-hover text-quiet`}>Bot</span>}
      {!user.emailVerified && !user.isBot && <span className={`${badgeClass} bg-warning/14 text-warning`}>Not verified</span>}
    </>
  );
}
