import type { OptionName } from "../options.ts";

/** What a command does, as it is explained. */
export interface Entry {
  /** What the command is about, if it needs to be told. */
  readonly operand: "email" | "token" | "kid" | null;
  /** Which options it takes besides `--json` and `--help`. */
  readonly options: readonly OptionName[];
  readonly summary: string;
  /** The rest of `help <command>`, wrapped at 120 columns. */
  readonly details: string;
}

/** Commands by name. */
export type Chapter = Readonly<Record<string, Entry>>;
