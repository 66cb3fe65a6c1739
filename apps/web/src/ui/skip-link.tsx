/** Leads keyboards past what every page repeats. */
export function SkipLink() {
  return (
    <a
      href="#content"
      className="sr-only z-10 rounded-md bg-surface px-4 py-2 font-semibold focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
    >
      Skip to content
    </a>
  );
}
