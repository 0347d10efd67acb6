import { classNames } from "./class-names";

export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={classNames("size-7 shrink-0", className)}>
      <rect width="32" height="32" rx="7" className="fill-primary" />
      <path
        d="M22.5 9.5A6.2 6.2 0 0 0 16.3 6h-.9a5 5 0 0 0 0 10h1.2a5 5 0 0 1 0 10h-.9a6.2 6.2 0 0 1-6.2-3.5"
        className="fill-none stroke-on-primary"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <circle cx="24.5" cy="24.5" r="3" className="fill-signal" />
    </svg>
  );
}
