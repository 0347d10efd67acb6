import { formatPlural } from "@/format/amount";

/** The texts of the administrators' pages of organizations, estates, builds and their own session. */
export const adminCopy = {
  area: "Admin",
  organizations: {
    title: "Organizations",
    search: "Search by name or slug",
    noMatch: "No matching organizations",
    members: (count: number) => formatPlural(count, "member"),
    estates: (count: number) => formatPlural(count, "estate"),
    since: (day: string) => `since ${day}`,
  },
  estates: {
    title: "Estates",
    search: "Search by estate or organization",
    noMatch: "No matching estates",
    noRepository: "no repository",
    rebuild: "Rebuild",
    rebuildTitle: (estate: string) => `Rebuild ${estate}?`,
    rebuildConsequence: (organization: string) =>
      `This builds the latest commit of its branch. The result becomes active for everyone in ${organization}.`,
    rebuildConfirm: "Start build",
    rebuildStarted: (estate: string) => `A build of ${estate} was started`,
  },
  builds: {
    title: "All builds",
    description: "The builds of all estates, newest first.",
    label: "Builds",
    status: "Status",
    anyStatus: "Any status",
    empty: "No builds yet",
    noMatch: "No builds with this status",
    queue: "Time in the queue",
    total: "Total, including the time in the queue",
  },
  session: {
    title: "Session",
    description: "Your session and this request as the server sees them.",
    you: { title: "You", name: "Name", email: "Email", userId: "User ID", sessionId: "Session ID" },
    request: {
      title: "Request",
      ipAddress: "IP address",
      location: "Location",
      device: "Device",
      userAgent: "User agent",
      unknown: "Unknown",
      none: "None",
    },
    server: { title: "Server", environment: "Environment", version: "Version" },
  },
} as const;
