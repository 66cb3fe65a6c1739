/** Tells things of one name apart: ", 2 of 3" for each of them, and nothing for a name that stands alone. */
export function numbered(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = counts.get(name) ?? 0;
    const place = (seen.get(name) ?? 0) + 1;
    seen.set(name, place);
    return count > 1 ? `, ${place} of ${count}` : "";
  });
}

/** Cuts a moment to the minute, as precisely as it is shown. */
export function toMinute(iso: string): string {
  return iso.slice(0, "2026-11-30T20:35".length);
}
