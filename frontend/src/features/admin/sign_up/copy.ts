import { formatPlural } from "@/format/amount";

/** The texts of the administrators' pages of who may sign up. */
export const adminSignUpCopy = {
  modes: {
    open: { title: "Everybody may sign up", detail: "This list has no effect, unless SIGN_UP_MODE is set to allow_list or waitlist." },
    allow_list: { title: "Sign-up is by invitation only", detail: "Only these addresses and domains, and invited addresses, may sign up." },
    waitlist: { title: "There is a waitlist", detail: "These addresses and domains, and invited addresses, may sign up at once. Others wait." },
  },
  allowed: {
    title: "Allowed to sign up",
    search: "Search by address or domain",
    empty: "No addresses or domains",
    pattern: "Address or domain",
    hint: "A domain stands for every address at it.",
    add: "Allow",
    added: (pattern: string) => `${pattern} may sign up`,
    remove: "Remove",
    removeTitle: (pattern: string) => `Remove ${pattern}?`,
    removeConsequence: "Users who have signed up stay.",
    removed: (pattern: string) => `${pattern} was removed`,
  },
  waitlist: {
    title: "Waitlist",
    search: "Search by name or address",
    status: "Status",
    statuses: { waiting: "Waiting", accepted: "Let in" },
    empty: "Nobody is waiting",
    emptyAccepted: "Everybody who was let in has signed up",
    noMatch: "No matching addresses",
    selectAll: "Select all",
    accept: (count: number) => (count === 0 ? "Let in" : `Let ${formatPlural(count, "person", "people")} in`),
    acceptTitle: (count: number) => `Let ${formatPlural(count, "person", "people")} in?`,
    acceptConsequence: "Each of them gets an email with a link to sign up.",
    acceptConfirm: "Let in",
    accepted: (count: number) => `${formatPlural(count, "person", "people")} can sign up now`,
    waitingSince: "waiting since",
    letIn: "let in",
    remove: "Remove",
    removeTitle: (email: string) => `Remove ${email}?`,
    removeConsequence: "The address can be put on the list again.",
    removed: (email: string) => `${email} was removed`,
  },
} as const;
