import { formatPlural } from "@/format/amount";

/** The texts of the administrators' pages of deliveries and undecodable messages. */
export const outboxCopy = {
  deliveries: {
    title: "Deliveries",
    description: "Deliveries of events to their consumers. A dead delivery failed too many times and is not retried automatically.",
    status: "Status",
    statuses: { dead: "Dead", retrying: "Retrying", pending: "Pending", done: "Done" },
    noDead: { title: "No dead deliveries", detail: "Every event has reached its consumers or is being retried." },
    none: { title: "No deliveries", detail: "No delivery has this status right now." },
    to: (consumer: string) => `to ${consumer}`,
    attempts: (count: number) => formatPlural(count, "attempt"),
    updated: "updated",
    retry: "Retry",
    retried: "The delivery is being retried",
  },
  undecodable: {
    title: "Undecodable messages",
    description: "Queue messages that could not be decoded, newest first. They are kept for 30 days.",
    empty: "No undecodable messages",
    emptyDetail: "Messages appear here when they can't be decoded.",
    body: "Body",
  },
} as const;
