import { type CommandName, type Entry, MANUAL } from "./manual.ts";
import { columns } from "./text.ts";

const ENTRIES: readonly (readonly [string, Entry])[] = Object.entries(MANUAL);

const OPTIONS = columns([
  ["--json", "one JSON object on standard output, also for a failure: { error: { code, message } }"],
  ["--yes", "end-everything: don't ask"],
  ["--help", "this text, or a command's own"],
]);

/** What the command as a whole says of itself. */
export function overview(): string {
  const commands = columns(ENTRIES.map(([name, entry]) => [spelled(name, entry), entry.summary]));
  return `Curfew's command for operators

Usage: npm run curfew -- <command> [--json]

${indented(commands)}
${indented(OPTIONS)}
Settings are those of the servers it is about, from the same environment variables. The servers may be
running: what a command says it did is in force on all of them (if BLACKLIST_MAX_STALENESS_MS is set, after
that time at the latest).
For a program, npm run --silent curfew -- <command> --json prints nothing else.

Exit codes: 0 done (explain: accepted) · 1 not done, and why is on standard error · 2 wrong usage ·
3 explain: refused

\`npm run curfew -- help <command>\` tells more.
`;
}

/** What one command says of itself. */
export function helpOn(name: CommandName): string {
  const entry: Entry = MANUAL[name];
  const options = name === "end-everything" ? "[--yes] [--json]" : "[--json]";
  return `${name}: ${entry.summary}\n\nUsage: npm run curfew -- ${spelled(name, entry)} ${options}\n\n${entry.details}\n`;
}

function spelled(name: string, { operand }: Entry): string {
  return operand === null ? name : `${name} <${operand}>`;
}

function indented(lines: string): string {
  return lines.replace(/^(?=.)/gm, "  ");
}
