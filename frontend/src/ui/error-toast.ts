import { asApiError, describeError } from "@/api/error";
import { uiCopy } from "./copy";
import { toast } from "./toast";

/** Shows an error as a toast. The title is the toast's id, so the same error shows once. */
export function showErrorToast(error: unknown): void {
  const { title, detail } = describeError(error);
  const requestId = asApiError(error)?.requestId;
  const description = [detail, requestId && uiCopy.request(requestId)].filter(Boolean).join(" ");
  toast.error(title, { id: title, description: description || undefined });
}
