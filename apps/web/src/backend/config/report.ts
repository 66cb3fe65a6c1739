import type { Problem } from "./env-reader.ts";

/** Writes one message that lists every problem by the variables' names. */
export function report(problems: readonly Problem[]): string {
  const lines = problems.map(({ variables, message }) => `  ${variables.join(", ")}: ${message}`);
  return ["Curfew can't start with these settings:", ...lines].join("\n");
}
