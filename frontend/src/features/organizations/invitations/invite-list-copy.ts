import { formatPlural } from "@/format/amount";

/** The texts of the dialog that invites a list of addresses. */
export const inviteListCopy = {
  open: "Invite a list",
  title: (organization: string) => `Invite a list to ${organization}`,
  list: "Email addresses",
  hint: "At most 500: one on each line, the recipients of an email, or a CSV file.",
  placeholder: "Ada <ada@example.com>",
  upload: "Choose a file",
  tooLarge: "Choose a file of at most 60 KB.",
  role: "Role",
  submit: "Send invitations",
  done: "Done",
  resultTitle: (count: number) => (count === 0 ? "Nobody was invited" : `${formatPlural(count, "invitation")} will be sent`),
  results: "Results",
  line: (line: number) => `Line ${line}`,
  outcomes: {
    invited: "Invited",
    already_member: "Already a member",
    already_invited: "Already invited",
    duplicate: "Listed twice",
    too_often: "Invited three times today",
    invalid: "No email address",
  },
  correct: (count: number) => `Correct ${formatPlural(count, "line")}`,
} as const;
