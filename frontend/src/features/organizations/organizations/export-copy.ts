/** The texts of the export of an organization. */
export const exportCopy = {
  title: "Export data",
  text: "A file with everything that is stored about the organization: its members, estates, builds, settings and audit log, without passwords, keys and tokens. One JSON object a line. The export is recorded in the audit log.",
  download: "Export all data",
  file: (slug: string) => `${slug}.ndjson`,
  done: "The data was exported",
} as const;
