import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { classNames } from "./class-names";
import { Input } from "./input";

/** Milliseconds without typing before the search runs. */
const debounceDelay = 300;

type SearchFieldProps = {
  /** The accessible name and the placeholder. */
  label: string;
  /** The current search, for example from the URL. */
  value: string;
  onSearch: (text: string) => void;
  suggestions?: readonly string[];
  className?: string;
};

/** A debounced search input. It follows `value` when that changes from outside, for example on browser back. */
export function SearchField({ label, value, onSearch, suggestions, className }: SearchFieldProps) {
  const listId = useId();
  const [text, setText] = useState(value);
  const lastSearch = useRef(value);
  useEffect(() => {
    if (value === lastSearch.current) return;
    lastSearch.current = value;
    setText(value);
  }, [value]);
  const search = useEffectEvent((query: string) => {
    lastSearch.current = query;
    onSearch(query);
  });
  useEffect(() => {
    const query = text.trim();
    if (query === lastSearch.current) return;
    const timer = setTimeout(() => search(query), debounceDelay);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label className={classNames("relative block min-w-0", className)}>
      <span className="sr-only">{label}</span>
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-quiet" />
      <Input
        type="search"
        placeholder={label}
        className="pl-8"
        maxLength={200}
        spellCheck={false}
        list={suggestions && listId}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </label>
  );
}
