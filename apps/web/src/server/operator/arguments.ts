import { parseArgs } from "node:util";
import { type CommandName, isCommand, MANUAL } from "./manual.ts";

/** What the operator wants, once it is clear. */
export type Wish =
  | { readonly kind: "help"; readonly command: CommandName | null }
  | {
      readonly kind: "run";
      readonly command: CommandName;
      /** The e-mail address or token it is about; empty for commands that need none. */
      readonly operand: string;
      readonly json: boolean;
      readonly yes: boolean;
    };

/** The words make no sense. Its message repeats none of them: one may be a token. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const OPTIONS = {
  json: { type: "boolean" },
  yes: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Throws `UsageError`. */
export function readArguments(words: readonly string[]): Wish {
  const { values, positionals } = parse(words);
  const [first, ...operands] = positionals;
  if (first === "help") return { kind: "help", command: topicOf(operands) };
  if (first === undefined && (values.help || words.length === 0)) return { kind: "help", command: null };
  const command = commandOf(first);
  if (values.help) return { kind: "help", command };
  if (values.yes && command !== "end-everything") throw new UsageError("Only end-everything takes --yes.");
  const operand = operandOf(command, operands);
  return { kind: "run", command, operand, json: values.json ?? false, yes: values.yes ?? false };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch {
    throw new UsageError("There is an option that doesn't exist, or that has a value and takes none.");
  }
}

function topicOf(words: readonly string[]): CommandName | null {
  return words.length === 0 ? null : commandOf(words[0]);
}

function commandOf(word: string | undefined): CommandName {
  if (word === undefined) throw new UsageError("Name a command.");
  if (!isCommand(word)) throw new UsageError("There is no such command.");
  return word;
}

function operandOf(command: CommandName, operands: readonly string[]): string {
  const { operand } = MANUAL[command];
  if (operand === null && operands.length > 0) throw new UsageError(`${command} takes nothing after it.`);
  if (operand !== null && operands.length !== 1) throw new UsageError(`${command} takes exactly one ${operand}.`);
  return operands[0] ?? "";
}
