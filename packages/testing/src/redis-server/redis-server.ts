import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../ports.ts";
import { findServerProgram } from "./program.ts";
import { type RunningServer, runServer } from "./server-process.ts";

export interface StartRedisOptions {
  /** Whether every write is on disk before it is answered. Default: nothing is kept. */
  readonly appendonly?: boolean;
  /** Where the server keeps its files. Default: a temporary directory, removed by `stop`. */
  readonly directory?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** More settings of redis.conf, by name. */
  readonly config?: Readonly<Record<string, string>>;
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  /** The process answering now; another one after `restart`. */
  readonly pid: number;
  /** Ends the server and removes its temporary directory. May be called again. */
  stop(): Promise<void>;
  /** Ends the server with SIGKILL; its files stay. */
  kill(): Promise<void>;
  /** Ends the server if it runs, and starts it again on the same port and files. */
  restart(): Promise<void>;
}

/**
 * Starts a private Redis or Valkey server on 127.0.0.1 and resolves once it answers. It ends with this
 * process, however this process ends.
 * @throws Error with what was tried if there is no server program, or with the server's own words if it doesn't start.
 */
export async function startRedis(options: StartRedisOptions = {}): Promise<RedisServer> {
  const path = findServerProgram();
  const isTemporary = options.directory === undefined;
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "curfew-redis-")));
  const start = (port: number) =>
    runServer({ path, args: settings(options, directory, port), directory, isTemporary }, port);
  const cleanUp = async () => {
    if (isTemporary) await rm(directory, { recursive: true, force: true });
  };
  try {
    return handle(await startOn(options.port, start), directory, start, cleanUp);
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

function handle(
  first: RunningServer,
  directory: string,
  start: (port: number) => Promise<RunningServer>,
  cleanUp: () => Promise<void>,
): RedisServer {
  const { port } = first;
  let server = first;
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    directory,
    get pid() {
      return server.pid;
    },
    async stop() {
      await server.end("SIGTERM");
      await cleanUp();
    },
    kill: () => server.end("SIGKILL"),
    async restart() {
      await server.end("SIGTERM");
      server = await start(port);
    },
  };
}

/** A free port can be taken by someone else before the server binds it, so that is tried again. */
async function startOn(port: number | undefined, start: (port: number) => Promise<RunningServer>) {
  if (port !== undefined) return start(port);
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === 3 || !String(error).includes("already in use")) throw error;
    }
  }
}

function settings(options: StartRedisOptions, directory: string, port: number): string[] {
  const all: Record<string, string> = {
    port: String(port),
    bind: "127.0.0.1",
    dir: directory,
    save: "",
    appendonly: options.appendonly ? "yes" : "no",
    appendfsync: "always",
    loglevel: "warning",
    ...options.config,
  };
  return Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
}
