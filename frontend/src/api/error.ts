import { errorsCopy } from "./copy";
import type { ErrorBody } from "./types";

/** What every failed call to the API throws: the error envelope with its HTTP status. */
export class ApiError extends Error implements ErrorBody {
  readonly error: ErrorBody["error"];
  readonly requestId: string;
  /** The HTTP status, or 0 when there was no response. */
  readonly status: number;
  /** Seconds from the Retry-After header. */
  readonly retryAfter: number | null;

  constructor(status: number, body: ErrorBody, retryAfter: number | null = null) {
    super(capitalize(body.error.message));
    this.name = "ApiError";
    this.status = status;
    this.error = body.error;
    this.requestId = body.requestId;
    this.retryAfter = retryAfter;
  }
}

/** Capitalizes an API message, which starts in lower case. */
function capitalize(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** The error of a request without a response: no network, or the server is down. */
export function networkError(): ApiError {
  return new ApiError(0, {
    error: { code: "UNAVAILABLE", message: errorsCopy.unreachableMessage, context: {} },
    requestId: "",
  });
}

/** Parses the error envelope of a response. A response without one, such as a proxy's page, gets a generic error. */
export async function parseErrorResponse(response: Response): Promise<ApiError> {
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  const retryAfter = Number.isNaN(seconds) ? null : seconds;
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body)) return new ApiError(response.status, body, retryAfter);
  const fallback: ErrorBody = {
    error: { code: "INTERNAL_ERROR", message: errorsCopy.unexpectedStatus(response.status), context: {} },
    requestId: response.headers.get("x-request-id") ?? "",
  };
  return new ApiError(response.status, fallback, retryAfter);
}

function isErrorBody(value: unknown): value is ErrorBody {
  if (typeof value !== "object" || value === null || !("error" in value) || !("requestId" in value)) return false;
  const { error } = value;
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}

export function asApiError(error: unknown): ApiError | null {
  return error instanceof ApiError ? error : null;
}

/** The messages of a failed request by the form field that they belong to. */
export function fieldErrors(error: unknown): Record<string, string> {
  const apiError = asApiError(error);
  if (!apiError) return {};
  const context = apiError.error.context as { field?: unknown; fields?: unknown } | null | undefined;
  const messages: Record<string, string> = {};
  if (typeof context?.field === "string") messages[context.field] = apiError.message;
  if (Array.isArray(context?.fields)) {
    for (const entry of context.fields as { field?: unknown; message?: unknown }[]) {
      if (typeof entry.field === "string" && typeof entry.message === "string") messages[entry.field] = capitalize(entry.message);
    }
  }
  const owner = fieldByCode[apiError.error.code];
  if (owner && Object.keys(messages).length === 0) messages[owner] = apiError.message;
  return messages;
}

/** The field of codes for which the API names none. */
const fieldByCode: Partial<Record<string, string>> = { SLUG_TAKEN: "slug", NAME_TAKEN: "name", INVALID_CODE: "code" };

/** The title and detail that users see for an error. */
export function describeError(error: unknown): { title: string; detail: string } {
  const apiError = asApiError(error);
  if (!apiError) return { title: errorsCopy.unexpected.title, detail: error instanceof Error ? error.message : errorsCopy.unexpected.detail };
  if (apiError.status === 0) return errorsCopy.unreachable;
  switch (apiError.error.code) {
    case "UNAUTHENTICATED":
      return errorsCopy.sessionEnded;
    case "PERMISSION_DENIED":
      return { title: errorsCopy.permissionDenied, detail: apiError.message };
    case "ACCOUNT_BANNED":
      return { title: errorsCopy.accountBanned, detail: apiError.message };
    case "API_KEY_REFUSED":
      return { title: errorsCopy.apiKeyRefused, detail: apiError.message };
    case "EMAIL_MISMATCH":
      return { title: errorsCopy.emailMismatch, detail: apiError.message };
    case "INVITATION_ENDED":
      return { title: errorsCopy.invitationEnded, detail: apiError.message };
    case "LAST_OWNER":
      return { title: errorsCopy.lastOwner, detail: apiError.message };
    case "HAND_OVER_FIRST":
      return { title: errorsCopy.transferFirst, detail: apiError.message };
    case "RATE_LIMITED":
      return {
        title: errorsCopy.rateLimited.title,
        detail: apiError.retryAfter === null ? errorsCopy.rateLimited.detail : errorsCopy.rateLimited.detailAfter(formatWait(apiError.retryAfter)),
      };
    case "EXTERNAL_API_ERROR":
      return { title: errorsCopy.externalService, detail: apiError.message };
    case "INTERNAL_ERROR":
    case "DATABASE_ERROR":
    case "UNAVAILABLE":
      return { title: errorsCopy.internal, detail: apiError.message };
    default:
      return { title: apiError.message, detail: "" };
  }
}

function formatWait(seconds: number): string {
  const { second, seconds: secondsCopy, minutes } = errorsCopy.rateLimited;
  if (seconds < 90) return seconds === 1 ? second : secondsCopy(seconds);
  return minutes(Math.ceil(seconds / 60));
}
