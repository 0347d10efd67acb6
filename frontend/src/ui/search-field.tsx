import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { classNames } from "./class-names";
import { Input } from "./input";
import { useFocusKey } from "./use-focus-key";

/** Milliseconds without typing before the search runs. */
const debounceDelay = 300;

type SearchFieldProps = {
  /** The accessible name and the placeholder. */
  label: string;
  /** The current search, for example from the URL. */
  value: string;
  onSearch: (text: string) => void;
  suggestions?: readonly string[];
  maxLength?: number;
  /** The key that focuses the field from anywhere on the page. */
  shortcut?: string;
  className?: string;
};

/** A debounced search input. It follows `value` when that changes from outside, for example on browser back. */
export function SearchField({ label, value, onSearch, suggestions, maxLength = 200, shortcut, className }: SearchFieldProps) {
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  useFocusKey(shortcut, input);
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
        ref={input}
        type="search"
        placeholder={label}
        className="pl-8"
        maxLength={maxLength}
        aria-keyshortcuts={shortcut}
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
