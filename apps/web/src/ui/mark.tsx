/** Draws the product's sign: a moon over the line where the day ends. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" className="size-7 shrink-0" aria-hidden="true" focusable="false">
      <path d="M20.6 4.6a8.6 8.6 0 1 0 4.8 13.1 7 7 0 0 1-4.8-13.1Z" className="fill-lamp" />
      <path d="M5 26h22" className="stroke-ink" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}
