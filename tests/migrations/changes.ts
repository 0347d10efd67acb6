/** A row, by its columns. */
export type Row = Record<string, unknown>;

/** What a migration does to rows that were there before. Columns that it adds are not mentioned unless it fills them. */
export interface Change {
  /** Tables that end with their rows. */
  droppedTables?: string[];
  /** Columns that end, by table. */
  droppedColumns?: Record<string, string[]>;
  /** Former names to new ones. */
  renamedTables?: Record<string, string>;
  /** Former names to new ones, by the table's new name. */
  renamedColumns?: Record<string, Record<string, string>>;
  /** Columns that get another value, by the table's new name; gets the row with its new columns' names, and all rows of before. */
  filled?: Record<string, (row: Row, all: Record<string, Row[]>) => Row>;
}

/** By the migration's number. */
export const CHANGES: Record<string, Change> = {
  "0007": {
    filled: {
      organization: ({ id }, { estate = [] }) => {
        const [first] = estate.filter(({ organization_id }) => organization_id === id).map((row) => String(row["id"])).sort();
        return { slug: `org-${String(id).slice(-12)}`, default_estate_id: first ?? null };
      },
    },
  },
  "0009": { droppedTables: ["sign_in_attempt"] },
  "0013": { renamedColumns: { session: { place: "location" }, device_code: { place: "location" } } },
  "0015": { droppedTables: ["provider_estate_mapping", "slack_channel_estate_override", "slack_webhook_event", "mcp_connection_param", "file", "dynamic_client_info"] },
  "0035": { filled: { webhook_delivery: () => ({ hook_id: "" }) } },
};
