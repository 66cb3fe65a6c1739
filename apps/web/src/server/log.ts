/** Something worth a line in the log: a fixed word, and fields that are never secret. */
export type Log = (event: string, fields?: Readonly<Record<string, string | number | boolean | null>>) => void;

/** One JSON object a line, on standard error. */
export const jsonLog: Log = (event, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
};

/** Where an unexpected error came from: its name and the places in the sources, not its message, which may quote input. */
export function traceOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  const places = (cause.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  return [namesOf(cause), ...places.slice(0, 8).map((line) => line.trim())].join(" ");
}

/** The names of an error and of what caused it, outermost first. */
export function namesOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  return cause.cause === undefined ? cause.name : `${cause.name} < ${namesOf(cause.cause)}`;
}
