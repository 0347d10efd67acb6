/** The texts of the administrators' page of webhook deliveries. */
export const webhooksCopy = {
  title: "Webhooks",
  description: "Webhook deliveries with a valid signature, newest first. They are kept for 30 days.",
  label: "Webhook deliveries",
  empty: "No webhook deliveries",
  emptyDetail: "Deliveries appear here when a provider sends them.",
  unknownEvent: "Unknown event",
  from: (provider: string) => `from ${provider}`,
  accepted: "Accepted",
} as const;
