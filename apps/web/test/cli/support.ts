import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type Answer, bearer, call as callAt, type Tokens } from "@curfew/testing/client";
import { expect, onTestFinished } from "vitest";
import { operateHere, type Run } from "../support/operate.ts";
import { startSite } from "../support/site.ts";

export const PROGRAM = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** Programs that were compiled once start in half the time. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/operator", import.meta.url));

/**
 * A folder with the settings of one service, the operator's command on it, and servers. Nothing the
 * command prints may hold a secret of the service, which every run is searched for.
 */
export function createService(settings: Record<string, string> = {}, canaries: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "curfew-operator-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const environment = { DATA_DIR: folder, APP_ORIGIN: "http://localhost:1", KEY_LEAD_SECONDS: "2", ...settings };
  const secrets = new Set(canaries);

  const searched = async (running: Promise<Run>): Promise<Run> => {
    const run = await running;
    for (const secret of [...secrets, ...privateKeys(folder)]) {
      expect(run.out.includes(secret) || run.err.includes(secret), "a secret in the output").toBe(false);
    }
    return run;
  };

  return {
    ...{ folder, environment },
    /** What standard error begins with: which database and blacklist a command is about. */
    places: `curfew: The database is sqlite at ${folder}/curfew.db.\ncurfew: The blacklist is sqlite at ${folder}/blacklist.db, its keys begin with {curfew}:.\n`,
    /** The program itself, in a process of its own. */
    program: (words: readonly string[], input = "") => searched(startProgram(words, environment, input)),
    /** The same in this process, which takes a tenth of the time. */
    curfew: (words: readonly string[], input = "") => searched(operateHere(words, environment, input)),
    /** A running server, and people on it. Settings may differ from the command's. */
    async start(others: Record<string, string> = {}) {
      const { port, close: stop } = await startSite({ ...environment, ...others });
      // As the first round of maintenance does: from here on there is a database and a store.
      await fetch(`http://localhost:${port}/readyz`);
      /** Calls a procedure as a program does; without `input` a query. */
      const call = (procedure: string, input?: unknown, token?: string): Promise<Answer> => {
        const headers = token === undefined ? {} : bearer(token);
        return callAt({ address: `http://localhost:${port}` }, procedure, { input, headers });
      };
      const kept = ({ data }: Answer): Tokens => {
        const tokens = data as Tokens;
        for (const token of [tokens.accessToken, tokens.refreshToken]) {
          secrets.add(token).add(token.split(".")[2] ?? token);
        }
        return tokens;
      };
      const logIn = async (email: string): Promise<Tokens> => {
        return kept(await call("auth.token", { email, password: passwordOf(email) }));
      };
      return {
        ...{ logIn, stop },
        isReady: async () => (await fetch(`http://localhost:${port}/readyz`)).ok,
        async signUp(email: string): Promise<Tokens> {
          secrets.add(passwordOf(email));
          await call("auth.signup", { email, password: passwordOf(email), name: "Ann" });
          return logIn(email);
        },
        /** Who the token is for, or why it is refused. */
        me: (token: string) => call("account.me", undefined, token),
        /** Why a refresh token is refused; null if it isn't. */
        whyNotRefreshed: async (refreshToken: string) => (await call("auth.refresh", { refreshToken })).reason,
        async refresh({ refreshToken }: Tokens): Promise<Tokens> {
          return kept(await call("auth.refresh", { refreshToken }));
        },
        /** Why a login with the right password is refused; null if it isn't. */
        async whyNotLoggedIn(email: string) {
          return (await call("auth.token", { email, password: passwordOf(email) })).reason;
        },
        setPassword: (token: string, newPassword: string) => call("auth.resetPassword", { token, newPassword }),
        users: (token: string) => call("admin.users", undefined, token),
        /** The ids of the person's sessions. */
        async sessions(token: string): Promise<string[]> {
          const { data } = await call("sessions.list", undefined, token);
          return (data as { id: string }[]).map(({ id }) => id);
        },
        async kids(): Promise<string[]> {
          const response = await fetch(`http://localhost:${port}/.well-known/jwks.json`);
          const { keys } = (await response.json()) as { keys: { kid: string }[] };
          return keys.map(({ kid }) => kid);
        },
      };
    },
  };
}

/** The JSON of a token's header or payload. */
export function decoded(token: string, part: "header" | "payload"): Record<string, unknown> {
  const segment = token.split(".")[part === "header" ? 0 : 1] ?? "";
  return JSON.parse(Buffer.from(segment, "base64url").toString());
}

function passwordOf(email: string): string {
  return `a quiet canary sings of ${email}`;
}

/** What was printed with --json, and the exit code. */
export async function jsonOf(running: Promise<Run>): Promise<{ code: number } & Record<string, unknown>> {
  const { code, out } = await running;
  expect(out).toMatch(/^\{.*\}\n$/);
  return { code, ...JSON.parse(out) };
}

type Environment = Readonly<Record<string, string>>;

async function startProgram(words: readonly string[], environment: Environment, input: string): Promise<Run> {
  const env = { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE, ...environment };
  const child = spawn(process.execPath, [PROGRAM, ...words], { env: env as unknown as NodeJS.ProcessEnv });
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stdin.end(input);
  const closed = once(child, "close");
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number | null];
  return { code: code ?? -1, out, err };
}

function privateKeys(folder: string): string[] {
  const path = join(folder, "signing-keys.json");
  if (!existsSync(path)) return [];
  return (JSON.parse(readFileSync(path, "utf8")) as { keys: { d: string }[] }).keys.map(({ d }) => d);
}
