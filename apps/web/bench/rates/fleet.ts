import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Tokens } from "@curfew/testing/client";
import { measure } from "./measure.ts";
import { post } from "./post.ts";

/** The app on several processes, with sessions that take turns on them. */
export interface Fleet {
  /** Logins a second while the sessions were opened. */
  readonly logins: number;
  refresh(session: number): Promise<void>;
  logOut(session: number): Promise<void>;
  stop(): void;
}

export interface FleetOptions {
  /** The folder of the sources to start. */
  readonly checkout: string;
  readonly processes: number;
  readonly sessions: number;
  readonly settings: Readonly<Record<string, string>>;
}

const PERSON = { email: "bench@example.com", password: "tidal copper marmalade" };

/** More passwords at once than the app checks would be answered 429. */
const LOGINS_AT_ONCE = 4;

/** Starts the app and opens sessions. */
export async function startFleet({ checkout, processes, sessions, settings }: FleetOptions): Promise<Fleet> {
  const apps: App[] = [];
  for (let i = 0; i < processes; i += 1) apps.push(await startApp(checkout, settings));
  const portOf = (session: number) => apps[session % processes]?.port ?? 0;
  const tokens: Tokens[] = [];
  await post(portOf(0), "auth.signup", { ...PERSON, name: "Bench", tokens: true });
  const logIn = async (session: number) => {
    tokens[session] = (await post(portOf(session), "auth.token", PERSON)) as Tokens;
  };
  const logins = await measure(logIn, { sessions, connections: LOGINS_AT_ONCE });
  return {
    logins,
    async refresh(session) {
      const { refreshToken } = tokens[session] ?? {};
      tokens[session] = (await post(portOf(session), "auth.refresh", { refreshToken })) as Tokens;
    },
    async logOut(session) {
      await post(portOf(session), "auth.logout", null, tokens[session]?.accessToken);
    },
    stop() {
      for (const { child } of apps) child.kill("SIGKILL");
    },
  };
}

interface App {
  readonly port: number;
  readonly child: ChildProcess;
}

async function startApp(checkout: string, settings: FleetOptions["settings"]): Promise<App> {
  const child = fork(join(checkout, "apps/web/bench/server.ts"), { env: { ...process.env, ...settings } });
  const [port] = (await once(child, "message")) as [number];
  return { port, child };
}
