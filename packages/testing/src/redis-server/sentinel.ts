import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../ports.ts";
import { findServerProgram } from "./program.ts";
import { runServer } from "./server-process.ts";

export interface StartSentinelOptions {
  /** What it is to call the primary. */
  readonly name: string;
  /** Where the primary listens on 127.0.0.1 at first. */
  readonly primaryPort: number;
  /** How many have to take it for down. Default: this one alone. */
  readonly quorum?: number;
  /** More settings of sentinel.conf, by name. */
  readonly config?: Readonly<Record<string, string>>;
}

export interface Sentinel {
  readonly port: number;
  /** Ends it and removes its files. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a Sentinel on 127.0.0.1 that takes a primary for down after half a second, and resolves once
 * it answers. It ends with this process, however this process ends.
 * @throws Error as `startRedis` does.
 */
export async function startSentinel(options: StartSentinelOptions): Promise<Sentinel> {
  const { name, primaryPort, quorum = 1, config = {} } = options;
  const [path, port] = [findServerProgram(), await freePort()];
  const directory = await mkdtemp(join(tmpdir(), "curfew-sentinel-"));
  const file = join(directory, "sentinel.conf");
  const lines = [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${directory}`,
    `sentinel monitor ${name} 127.0.0.1 ${primaryPort} ${quorum}`,
    `sentinel down-after-milliseconds ${name} 500`,
    `sentinel failover-timeout ${name} 2000`,
    ...Object.entries(config).map(([setting, value]) => `${setting} ${value}`),
  ];
  await writeFile(file, `${lines.join("\n")}\n`);
  const server = await runServer({ path, args: [file, "--sentinel"], directory, isTemporary: true }, port);
  return {
    port,
    async stop() {
      await server.end("SIGTERM");
      await rm(directory, { recursive: true, force: true });
    },
  };
}
