import { type ParseArgsConfig, parseArgs } from "node:util";
import { type CommandName, entryOf, isCommand } from "./manual.ts";
import { OPTIONS, type OptionName, type Options } from "./options.ts";

/** A command that is to be run. */
export interface Order {
  readonly kind: "run";
  readonly command: CommandName;
  /** The e-mail address, token or key id it is about; empty for commands that need none. */
  readonly operand: string;
  readonly options: Options;
}

/** What the operator wants, once it is clear. */
export type Wish = Order | { readonly kind: "help"; readonly command: CommandName | null };

/** The words make no sense. Its message repeats none of them: one may be a token. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "usage";
  constructor(message: string) {
    super(`${message} \`npm run curfew -- help\` tells how it is used.`);
  }
}

/** Throws `UsageError`. */
export function readArguments(words: readonly string[]): Wish {
  const { values, positionals } = parse(words);
  const { help = false, ...options } = values;
  const [first, ...operands] = positionals;
  if (first === "help") return { kind: "help", command: topicOf(operands) };
  if (first === undefined && (help || words.length === 0)) return { kind: "help", command: null };
  const command = commandOf(first);
  if (help) return { kind: "help", command };
  assertTaken(command, Object.keys(options) as OptionName[]);
  return { kind: "run", command, operand: operandOf(command, operands), options };
}

function parse(words: readonly string[]): { values: Options & { help?: boolean }; positionals: string[] } {
  try {
    return parseArgs({ args: joined(words), options: SYNTAX, allowPositionals: true });
  } catch {
    throw new UsageError("An option doesn't exist, lacks its value, or has one and takes none.");
  }
}

/** Joins an option and its value, which may begin with a dash: one id in 64 does. */
function joined(words: readonly string[]): string[] {
  const args: string[] = [];
  for (const word of words) {
    const last = args.at(-1) ?? "";
    const isValue = last.startsWith("--") && SYNTAX?.[last.slice(2)]?.type === "string" && !word.startsWith("--");
    if (isValue) args.splice(-1, 1, `${last}=${word}`);
    else args.push(word);
  }
  return args;
}

const SYNTAX: ParseArgsConfig["options"] = {
  help: { type: "boolean", short: "h" },
  ...Object.fromEntries(
    Object.entries(OPTIONS).map(([name, { value }]) => [name, { type: value === undefined ? "boolean" : "string" }]),
  ),
};

function topicOf(words: readonly string[]): CommandName | null {
  return words.length === 0 ? null : commandOf(words[0]);
}

function commandOf(word: string | undefined): CommandName {
  if (word === undefined) throw new UsageError("Name a command.");
  if (!isCommand(word)) throw new UsageError("There is no such command.");
  return word;
}

function assertTaken(command: CommandName, given: readonly OptionName[]): void {
  const taken: readonly OptionName[] = ["json", ...entryOf(command).options];
  const stray = given.find((name) => !taken.includes(name));
  if (stray !== undefined) throw new UsageError(`${command} takes no --${stray}.`);
}

function operandOf(command: CommandName, operands: readonly string[]): string {
  const { operand } = entryOf(command);
  if (operand === null && operands.length > 0) throw new UsageError(`${command} takes nothing after it.`);
  if (operand !== null && operands.length !== 1) throw new UsageError(`${command} takes exactly one ${operand}.`);
  return operands[0] ?? "";
}
