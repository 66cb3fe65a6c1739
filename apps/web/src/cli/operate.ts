import { once } from "node:events";
import { readArguments, UsageError, type Wish } from "./arguments.ts";
import { helpOn, overview } from "./help.ts";

/** The program's surroundings. */
export interface Process {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Understands the words, does what they say, prints what came of it, and answers the exit code. */
export async function operate({ argv, env, stdin, stdout, stderr }: Process): Promise<number> {
  const words = argv.slice(2);
  const isForPrograms = words.includes("--json");
  const warn = (message: string) => void stderr.write(`curfew: ${message}\n`);
  const fail = ({ code, message }: { readonly code: string; readonly message: string }) => {
    warn(message);
    if (isForPrograms) stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
    return code === "usage" ? 2 : 1;
  };

  const wish = understand(words);
  if (wish instanceof UsageError) return fail(wish);
  if (wish.kind === "help") {
    stdout.write(wish.command === null ? overview() : helpOn(wish.command));
    return 0;
  }
  // Loaded only now: what explains the command must not wait for drivers and databases.
  const { run } = await import("./run.ts");
  const print = async (text: string) => {
    if (!stdout.write(text)) await once(stdout, "drain");
  };
  const outcome = await run(wish, { environment: env, terminal: { input: stdin, output: stderr }, warn, print });
  if ("failing" in outcome) return fail(outcome.failing);
  if (!isForPrograms) stdout.write(outcome.text);
  else if (outcome.json !== null) stdout.write(`${JSON.stringify(outcome.json)}\n`);
  return outcome.exitCode;
}

function understand(words: readonly string[]): Wish | UsageError {
  try {
    return readArguments(words);
  } catch (cause) {
    if (cause instanceof UsageError) return cause;
    throw cause;
  }
}
