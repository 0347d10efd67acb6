/** The frames of the organization's socket (docs/realtime.md). The OpenAPI document does not cover sockets. */
const resources = ["build", "estate", "repository", "configuration", "organization", "member", "invitation", "api_key", "service_account", "team", "custom_role"] as const;
export type Resource = (typeof resources)[number];

export type Invalidation = {
  type: "invalidate";
  seq: number;
  resource: Resource;
  organizationId: string;
  estateId: string | null;
  id: string | null;
};

export type Level = "success" | "error" | "info" | "warning";

export type Frame =
  | { type: "connected"; latest: number; after: number | null }
  | Invalidation
  | { type: "notification"; seq: number; level: Level; message: string }
  | { type: "refetch"; latest: number }
  | { type: "closing"; code: number };

/** Parses a frame; null for a pong and for unknown types, which a newer server may send. */
export function parseFrame(text: string): Frame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const frame = value as Record<string, unknown>;
  switch (frame.type) {
    case "connected":
      return typeof frame.latest === "number" ? { type: "connected", latest: frame.latest, after: typeof frame.after === "number" ? frame.after : null } : null;
    case "refetch":
      return typeof frame.latest === "number" ? { type: "refetch", latest: frame.latest } : null;
    case "closing":
      return typeof frame.code === "number" ? { type: "closing", code: frame.code } : null;
    case "notification":
      if (typeof frame.seq !== "number" || typeof frame.message !== "string") return null;
      return { type: "notification", seq: frame.seq, level: asLevel(frame.level), message: frame.message };
    case "invalidate":
      if (typeof frame.seq !== "number" || typeof frame.organizationId !== "string" || !isResource(frame.resource)) return null;
      return {
        type: "invalidate",
        seq: frame.seq,
        resource: frame.resource,
        organizationId: frame.organizationId,
        estateId: asText(frame.estateId),
        id: asText(frame.id),
      };
    default:
      return null;
  }
}

function isResource(value: unknown): value is Resource {
  return resources.some((resource) => resource === value);
}

function asLevel(value: unknown): Level {
  return value === "success" || value === "error" || value === "warning" ? value : "info";
}

function asText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
