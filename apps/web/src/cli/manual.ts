import { ACCOUNTS } from "./manual/accounts.ts";
import type { Entry } from "./manual/entry.ts";
import { KEYS } from "./manual/keys.ts";
import { SERVICE } from "./manual/service.ts";
import { TOKENS } from "./manual/tokens.ts";

/** Every command, in the order in which `help` lists them. */
export const MANUAL = { ...SERVICE, ...TOKENS, ...ACCOUNTS, ...KEYS };

export type CommandName = keyof typeof MANUAL;

export function entryOf(name: CommandName): Entry {
  return MANUAL[name];
}

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(MANUAL, name);
}
