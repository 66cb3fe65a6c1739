/** Writes rows of cells as lines, the cells below each other. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}

/** Writes a part of a longer text, under its title. */
export function section(title: string, rows: readonly (readonly string[])[]): string {
  return `${title}\n${columns(rows.map((row) => ["", ...row]))}`;
}

/** Replaces each code unit that a terminal would act on: a client can choose any user agent. */
export function visible(text: string, replace: (unit: string) => string): string {
  return text.replace(/\p{C}/gu, (found) => found.split("").map(replace).join(""));
}

/** Writes a time to the second, in UTC; a dash for none. */
export function moment(time: Date | null): string {
  return time === null ? "-" : `${time.toISOString().slice(0, 19)}Z`;
}
