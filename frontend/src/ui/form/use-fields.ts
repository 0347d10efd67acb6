import { type ChangeEvent, useState } from "react";
import { fieldErrors } from "@/api/error";

type Texts = Record<string, string>;

/**
 * The texts of a form, and what each of its inputs needs. What the API refused stands at its field until that field is
 * changed.
 *
 * @param initial what stands in the fields at first
 * @param error what the form's mutation failed with, if it did
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
  /** The properties of the field's input. */
  const input = <Name extends keyof Values & string>(name: Name) => ({
    name,
    value: values[name],
    error: errorOf(name),
    onChange: (event: ChangeEvent<HTMLInputElement>) => set(name, event.target.value as Values[Name]),
  });
  const reset = () => setValues(initial);

  return { values, set, input, errorOf, reset };
}
