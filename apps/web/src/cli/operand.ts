import { text } from "node:stream/consumers";
import type { Terminal } from "./confirm.ts";
import { type CommandName, entryOf } from "./manual.ts";

interface Surroundings {
  readonly terminal: Terminal;
  warn(message: string): void;
}

/**
 * Reads what a command is about. A token may come on standard input, where neither npm's logs nor a shell's history
 * nor the list of processes shows it; one that was given as an argument works, with a warning.
 */
export async function readOperand(command: CommandName, given: string, { terminal, warn }: Surroundings) {
  if (entryOf(command).operand !== "token") return given;
  if (given !== "-") {
    warn(EXPOSED);
    return given;
  }
  if (terminal.input.isTTY) terminal.output.write("Paste the token, then press Enter and Ctrl+D.\n");
  return (await text(terminal.input)).trim();
}

const EXPOSED =
  "The token was given as an argument: it may stand in npm's logs and the shell's history by now. Give - and the token on standard input instead.";
