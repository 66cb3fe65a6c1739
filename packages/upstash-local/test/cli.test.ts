import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Redis } from "@upstash/redis";
import { expect, onTestFinished, test, vi } from "vitest";
import { requestTo, TOKEN, useStack } from "./stack.ts";

const stack = useStack();
const PROGRAM = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

interface Run {
  readonly child: ChildProcess;
  out: string;
  err: string;
  readonly exit: Promise<number | null>;
}

function run(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env });
  onTestFinished(() => void child.kill("SIGKILL"));
  const state: Run = { child, out: "", err: "", exit: once(child, "close").then(([code]) => code) };
  child.stdout.on("data", (chunk) => (state.out += chunk));
  child.stderr.on("data", (chunk) => (state.err += chunk));
  return state;
}

async function variables(program: Run): Promise<Record<string, string>> {
  await vi.waitFor(() => expect(program.out.split("\n")).toHaveLength(3), 10_000);
  return Object.fromEntries(
    program.out
      .trim()
      .split("\n")
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
}

test("with only Redis set it creates a token, and prints both", async () => {
  const program = run([], { REDIS_URL: stack.redis.url, PORT: "0" });
  const printed = await variables(program);
  const client = new Redis({
    url: printed.UPSTASH_REDIS_REST_URL ?? "",
    token: printed.UPSTASH_REDIS_REST_TOKEN ?? "",
  });
  expect(await client.ping()).toBe("PONG");
  program.child.kill("SIGTERM");
  expect(await program.exit).toBe(0);
});

test("flags win over the environment, and a given token is not repeated", async () => {
  const env = { REDIS_URL: "redis://127.0.0.1:1", PORT: "1", UPSTASH_LOCAL_TOKEN: TOKEN };
  const program = run(["--redis-url", stack.redis.url, "--port", "0"], env);
  const printed = await variables(program);
  expect(printed.UPSTASH_REDIS_REST_TOKEN).toBe("$UPSTASH_LOCAL_TOKEN");
  expect((await requestTo(printed.UPSTASH_REDIS_REST_URL ?? "", "/ping")).status).toBe(200);
  program.child.kill("SIGINT");
  expect(await program.exit).toBe(0);
  expect(program.out + program.err).not.toContain(TOKEN);
});

test("a Redis that is down is reported, without its password", async () => {
  const program = run([], { REDIS_URL: "redis://:very-secret@127.0.0.1:1", PORT: "0" });
  await variables(program);
  expect(program.err).toContain("Redis at 127.0.0.1:1: connect ECONNREFUSED");
  expect(program.err).not.toContain("very-secret");
});

test("--help explains every setting", async () => {
  const program = run(["--help"]);
  expect(await program.exit).toBe(0);
  for (const name of ["--redis-url", "--host", "--port", "REDIS_URL", "PORT", "UPSTASH_LOCAL_TOKEN"]) {
    expect(program.out).toContain(name);
  }
});

test.each([
  { args: ["--nonsense"], env: {}, says: "--nonsense" },
  { args: ["extra"], env: {}, says: "extra" },
  { args: ["--port", "70000"], env: {}, says: "port" },
  { args: [], env: { PORT: "http" }, says: "port" },
  { args: [], env: { REDIS_URL: "localhost" }, says: "Redis URL" },
  { args: [], env: { UPSTASH_LOCAL_TOKEN: "password" }, says: "token" },
])("$args with $env ends with exit code 2 and a reason", async ({ args, env, says }) => {
  const program = run(args, env);
  expect(await program.exit).toBe(2);
  expect(program.err).toContain(says);
  expect(program.err).not.toContain("    at ");
  expect(program.out).toBe("");
});

test("a port in use ends with exit code 1 and says so", async () => {
  const program = run(["--redis-url", stack.redis.url, "--port", new URL(stack.local.url).port]);
  expect(await program.exit).toBe(1);
  expect(program.err).toContain("EADDRINUSE");
});
