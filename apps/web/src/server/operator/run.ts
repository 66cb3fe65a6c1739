import { text } from "node:stream/consumers";
import { createFoundation, type Foundation } from "../foundation.ts";
import { report } from "../settings/report.ts";
import { readSettings } from "../settings/settings.ts";
import type { Environment } from "../settings/sheet.ts";
import type { Wish } from "./arguments.ts";
import type { Command, Outcome } from "./command.ts";
import { endEverything } from "./commands/end-everything.ts";
import { endSessions } from "./commands/end-sessions.ts";
import { explain } from "./commands/explain.ts";
import { grantAdmin } from "./commands/grant-admin.ts";
import { revoke } from "./commands/revoke.ts";
import { rotateKey } from "./commands/rotate-key.ts";
import { status } from "./commands/status.ts";
import { confirm, type Terminal } from "./confirm.ts";
import { type Failing, Failure, failingOf } from "./failure.ts";
import { type CommandName, MANUAL } from "./manual.ts";

type Order = Extract<Wish, { kind: "run" }>;

export interface Surroundings {
  readonly environment: Environment;
  readonly terminal: Terminal;
  warn(message: string): void;
}

const COMMANDS: Readonly<Record<CommandName, Command>> = {
  status,
  explain,
  revoke,
  "end-sessions": endSessions,
  "end-everything": endEverything,
  "rotate-key": rotateKey,
  "grant-admin": grantAdmin,
};

/** Carries a command out with the settings of the servers it is about. Never rejects. */
export async function run(order: Order, surroundings: Surroundings): Promise<Outcome | { readonly failing: Failing }> {
  try {
    const result = readSettings(surroundings.environment);
    if (!result.ok) throw new Failure("settings_bad", report(result.problems));
    return await carryOut(order, await createFoundation(result.settings, () => {}), surroundings);
  } catch (cause) {
    return { failing: failingOf(cause) };
  }
}

async function carryOut(order: Order, foundation: Foundation, { terminal, warn }: Surroundings): Promise<Outcome> {
  try {
    const operand = await operandOf(order, terminal.input);
    const outcome = await COMMANDS[order.command]({
      ...{ foundation, operand, warn },
      confirm: async (question) => order.yes || confirm(question, terminal),
    });
    // Status tells them itself.
    if (order.command !== "status") foundation.warnings.current().forEach(warn);
    return outcome;
  } finally {
    await foundation.close();
  }
}

/** A token may come by standard input, where no history or list of processes shows it. */
async function operandOf({ command, operand }: Order, input: NodeJS.ReadableStream): Promise<string> {
  return MANUAL[command].operand === "token" && operand === "-" ? (await text(input)).trim() : operand;
}
