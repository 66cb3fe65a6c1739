#!/usr/bin/env node
import { createUpstashLocal } from "./index.ts";
import { readSettings, type Settings, UsageError } from "./settings.ts";

const HELP = `upstash-local: Upstash's REST protocol in front of your own Redis or Valkey

Usage: upstash-local [--redis-url redis://…] [--host 127.0.0.1] [--port 8079]

  flag         variable    default
  --redis-url  REDIS_URL   redis://127.0.0.1:6379  where Redis is
  --host                   127.0.0.1               the address to listen on
  --port       PORT        8079                    the port to listen on, 0: a free one
  --help                                           this text

UPSTASH_LOCAL_TOKEN is what callers must present (at least 24 characters); without it one is made and printed.
Standard output gets the two lines to copy, standard error everything else.
Exit codes: 0 stopped by a signal, 1 could not listen, 2 a setting is wrong.
`;

function say(line: string): void {
  process.stderr.write(`upstash-local: ${line}\n`);
}

async function serve(settings: Settings): Promise<void> {
  const { hostname, port } = URL.canParse(settings.redisUrl) ? new URL(settings.redisUrl) : {};
  const server = await createUpstashLocal({
    ...settings,
    report: (state) => say(`Redis at ${hostname}:${port || 6379}: ${state}`),
  });
  process.stdout.write(`UPSTASH_REDIS_REST_URL=${server.url}\n`);
  // A token that was given is a secret: logs must not repeat it.
  process.stdout.write(`UPSTASH_REDIS_REST_TOKEN=${settings.tokenIsNew ? server.token : "$UPSTASH_LOCAL_TOKEN"}\n`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void server.close());
}

function fail(error: unknown): void {
  const wrong = error instanceof UsageError || error instanceof TypeError;
  say(error instanceof Error ? error.message : String(error));
  if (wrong) say("--help lists the settings.");
  process.exitCode = wrong ? 2 : 1;
}

try {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === null) process.stdout.write(HELP);
  else await serve(settings);
} catch (error) {
  fail(error);
}
