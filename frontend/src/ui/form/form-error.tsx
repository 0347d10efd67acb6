import { asApiError, describeError, fieldErrors } from "@/api/error";
import { Notice } from "@/ui/notice";

type FormErrorProps = {
  error: unknown;
  /** The fields that show their own errors. Errors of any other field appear here. */
  fields?: readonly string[];
};

/** The error of a form as a whole. Nothing when a field shows it, or when there was no response, which a toast shows. */
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
