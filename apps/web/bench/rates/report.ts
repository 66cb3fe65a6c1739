/** Says how a rate compares with another one. */
export function ratio(now: number, then: number, of: string): string {
  return `× ${(now / then).toFixed(2)} of ${of}`;
}

/** Prints a rate, and what there is to say of it. */
export function print(name: string, perSecond: number, notes: readonly (string | null | undefined)[]): void {
  const rate = `${perSecond.toFixed(0)} /s`.padStart(10);
  console.log(`  ${name.padEnd(52)}${rate}   ${notes.filter((note) => note).join(", ")}`);
}
