import { type ChangeEvent, useState } from "react";
import { fieldErrors } from "@/api/error";

type Texts = Record<string, string>;

/**
 * The values of a form's text fields and the props of their inputs. An API error shows at its field until the field is
 * changed. Not TanStack Form: it makes each form longer and adds 15 kB (gzip) to the first page with one, for validation
 * that the browser and the API do already.
 *
 * @param initial the initial values
 * @param error the error of the form's mutation
 */
export function useFields<Values extends Texts>(initial: Values, error: unknown) {
  const [values, setValues] = useState(initial);
  const [changed, setChanged] = useState<{ since: unknown; names: readonly string[] }>({ since: null, names: [] });
  const names = changed.since === error ? changed.names : [];
  const errors = fieldErrors(error);

  const set = <Name extends keyof Values & string>(name: Name, value: Values[Name]) => {
    setValues((before) => ({ ...before, [name]: value }));
    setChanged((before) => {
      const known = before.since === error ? before.names : [];
      return { since: error, names: known.includes(name) ? known : [...known, name] };
    });
  };
  /** The error of a field. */
  const errorOf = (name: keyof Values & string): string | undefined => (names.includes(name) ? undefined : errors[name]);
  /** The props of a field's input. */
  const input = <Name extends keyof Values & string>(name: Name) => ({
    name,
    value: values[name],
    error: errorOf(name),
    onChange: (event: ChangeEvent<HTMLInputElement>) => set(name, event.target.value as Values[Name]),
  });
  const reset = () => setValues(initial);

  return { values, set, input, errorOf, reset };
}
