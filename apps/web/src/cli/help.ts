import type { Entry } from "./manual/entry.ts";
import { type CommandName, entryOf, MANUAL } from "./manual.ts";
import { OPTIONS, spelled } from "./options.ts";
import { columns } from "./text.ts";

const ENTRIES: readonly (readonly [string, Entry])[] = Object.entries(MANUAL);

/** Explains the command as a whole. */
export function overview(): string {
  const commands = columns(ENTRIES.map(([name, entry]) => [called(name, entry), entry.summary]));
  const options = columns([
    ["--json", OPTIONS.json.help],
    ["--help", "this text, or a command's own"],
  ]);
  return `Curfew's command for operators

Usage: npm run curfew -- <command> [--json]

${indented(commands)}
${indented(options)}
Give a command the same environment variables as the servers it is about. It says on standard error which
database and blacklist these name; none but migrate and adopt-store makes what is missing. The servers may be
running: what a command says it did is in force on all of them (if BLACKLIST_MAX_STALENESS_MS is set, after
that time at the latest).
For a program, npm run --silent curfew -- <command> --json prints nothing else on standard output.

Exit codes: 0 done (explain: accepted) · 1 not done, and why is on standard error · 2 wrong usage ·
3 explain: refused

\`npm run curfew -- help <command>\` tells more.
`;
}

/** Explains one command. */
export function helpOn(name: CommandName): string {
  const entry = entryOf(name);
  const taken = entry.options.length > 2 ? ["[options]"] : entry.options.map((option) => `[${spelled(option)}]`);
  const usage = [called(name, entry), ...taken, "[--json]"].join(" ");
  const options = columns(entry.options.map((option) => [spelled(option), OPTIONS[option].help]));
  return `${name}: ${entry.summary}

Usage: npm run curfew -- ${usage}

${entry.details}
${options === "" ? "" : `\n${indented(options)}`}`;
}

function called(name: string, { operand }: Entry): string {
  return operand === null ? name : `${name} <${operand}>`;
}

function indented(lines: string): string {
  return lines.replace(/^(?=.)/gm, "  ");
}
