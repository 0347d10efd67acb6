import { asApiError, describeError, fieldErrors } from "@/api/error";
import { Notice } from "@/ui/notice";

type FormErrorProps = {
  error: unknown;
  /** The fields at which messages are shown: one for any other stands here. */
  fields?: readonly string[];
};

/**
 * What was refused about a form as a whole. Nothing when each message stands at its field, or when no answer came at
 * all, which a toast tells.
 */
export function FormError({ error, fields = [] }: FormErrorProps) {
  if (!error || asApiError(error)?.status === 0) return null;
  const named = Object.keys(fieldErrors(error));
  if (named.length > 0 && named.every((name) => fields.includes(name))) return null;
  const { title, detail } = describeError(error);
  return (
    <Notice tone="danger" title={title}>
      {detail}
    </Notice>
  );
}
