import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";

export interface Settings {
  readonly redisUrl: string;
  readonly host: string;
  readonly port: number;
  readonly token: string;
  /** Whether the token was made here, and has to be printed. */
  readonly tokenIsNew: boolean;
}

/** Wrong usage of the program. The message is for the one who typed it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const FLAGS = {
  help: { type: "boolean", short: "h" },
  "redis-url": { type: "string" },
  host: { type: "string" },
  port: { type: "string" },
} as const;

/** Flags before environment before defaults; null if help is asked for. An empty variable counts as not set. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings | null {
  const flags = parseFlags(args);
  if (flags.help) return null;
  return {
    redisUrl: flags["redis-url"] ?? (env.REDIS_URL || "redis://127.0.0.1:6379"),
    host: flags.host ?? "127.0.0.1",
    port: portNumber(flags.port ?? (env.PORT || "8079")),
    token: env.UPSTASH_LOCAL_TOKEN || randomBytes(32).toString("base64url"),
    tokenIsNew: !env.UPSTASH_LOCAL_TOKEN,
  };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "Unknown flag.");
  }
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError("The port must be a number from 0 to 65535.");
}
