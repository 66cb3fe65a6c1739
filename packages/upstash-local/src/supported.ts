import type { Command } from "./command.ts";

/** They change or need a connection of their own; here everyone shares one. */
const CONNECTION = new Set([
  ...["ASKING", "AUTH", "CLIENT", "HELLO", "QUIT", "READONLY", "READWRITE", "RESET", "SELECT"],
  ...["DISCARD", "EXEC", "MULTI", "UNWATCH", "WATCH"],
  ...["MONITOR", "PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUBSCRIBE", "SUNSUBSCRIBE", "UNSUBSCRIBE"],
]);

/** They would make every caller wait, or are for the server's operator. */
const UNAVAILABLE = new Set([
  ...["BLMOVE", "BLMPOP", "BLPOP", "BRPOP", "BRPOPLPUSH", "BZMPOP", "BZPOPMAX", "BZPOPMIN", "WAIT", "WAITAOF"],
  ...["ACL", "BGREWRITEAOF", "BGSAVE", "CLUSTER", "CONFIG", "DEBUG", "FAILOVER", "MIGRATE", "MODULE"],
  ...["PSYNC", "REPLCONF", "REPLICAOF", "SAVE", "SHUTDOWN", "SLAVEOF", "SYNC"],
]);

/** Why the command can't be run here, in Upstash's words; null if it can. */
export function unsupported(command: Command): string | null {
  if (CONNECTION.has(command.name)) {
    return `ERR Command "${command.name}" is not allowed in REST or it has a special context path`;
  }
  if (UNAVAILABLE.has(command.name)) return unavailable(command.name);
  if (blocks(command)) return unavailable(`${command.name} BLOCK`);
  if (command.name === "SCRIPT" && upper(command.args[0]) === "DEBUG") return unavailable("SCRIPT DEBUG");
  return null;
}

function unavailable(what: string): string {
  return `ERR Command is not available: '${what}'`;
}

/** `XREAD [COUNT n] [BLOCK ms] STREAMS …` and `XREADGROUP GROUP group consumer [COUNT n] [BLOCK ms] … STREAMS …` */
function blocks({ name, args }: Command): boolean {
  if (name !== "XREAD" && name !== "XREADGROUP") return false;
  const words = args.slice(name === "XREAD" ? 0 : 3).map(upper);
  return words.slice(0, Math.max(0, words.indexOf("STREAMS"))).includes("BLOCK");
}

function upper(word: string | Buffer | undefined): string {
  return String(word ?? "").toUpperCase();
}
