/** Turns while something is under way, unless the reader wants nothing to move. */
export function Spinner() {
  return (
    <svg viewBox="0 0 16 16" className="size-4 shrink-0 motion-safe:animate-spin" aria-hidden="true" focusable="false">
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="28 14" />
    </svg>
  );
}
