import type { RedisServer } from "@curfew/testing/redis-server";
import { Redis } from "ioredis";

/** A command as it was sent: its name and what follows it. */
type Command = readonly string[];

/** Follows every command that a server is sent from now on, those of scripts included. */
export async function sentTo(server: RedisServer) {
  const client = new Redis(server.url);
  const monitor = await client.monitor();
  client.disconnect();
  const commands: string[][] = [];
  monitor.on("monitor", (_time: string, args: string[]) => commands.push(args));
  return { commands: (): readonly Command[] => commands, stop: () => monitor.disconnect() };
}

/** What a server's `COMMAND DOCS` says was added after a version: commands, and options of those. */
export async function addedAfter(version: string, commands: readonly Command[], server: Redis): Promise<string[]> {
  const isNewer = (since: string) => since.localeCompare(version, "en", { numeric: true }) > 0;
  const found = new Set<string>();
  const docs = new Map<string, Doc>();
  for (const [name = "", ...args] of commands) {
    const doc = docs.get(`${name}|${args[0]}`) ?? (await docOf(server, name, args[0]));
    docs.set(`${name}|${args[0]}`, doc);
    if (isNewer(doc.since)) found.add(`${name} ${doc.since}`);
    const words = new Set(args.map((arg) => arg.toUpperCase()));
    for (const { token, since } of doc.options) {
      if (words.has(token) && isNewer(since)) found.add(`${name} ${token} ${since}`);
    }
  }
  return [...found];
}

interface Doc {
  readonly since: string;
  readonly options: readonly { readonly token: string; readonly since: string }[];
}

/** https://redis.io/docs/latest/commands/command-docs: flat lists of names and values. */
async function docOf(server: Redis, name: string, first = ""): Promise<Doc> {
  for (const each of [`${name}|${first}`, name]) {
    const reply = (await server.call("COMMAND", "DOCS", each)) as [string, unknown[]] | [];
    if (reply.length === 2) return { since: String(entry(reply[1], "since")), options: optionsIn(reply[1], "0") };
  }
  throw new Error(`the server knows no command ${name}`);
}

/** An option that tells no version of its own is as old as what it stands in. */
function optionsIn(node: readonly unknown[], before: string): Doc["options"] {
  const since = String(entry(node, "since") ?? before);
  const token = entry(node, "token");
  const inner = (entry(node, "arguments") ?? []) as unknown[][];
  return [
    ...(token === undefined ? [] : [{ token: String(token).toUpperCase(), since }]),
    ...inner.flatMap((each) => optionsIn(each, since)),
  ];
}

function entry(list: readonly unknown[], name: string): unknown {
  const at = list.findIndex((each, index) => index % 2 === 0 && each === name);
  return at < 0 ? undefined : list[at + 1];
}
