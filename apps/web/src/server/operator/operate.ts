import { readArguments, UsageError, type Wish } from "./arguments.ts";
import type { Failing } from "./failure.ts";
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
  const fail = ({ code, message }: Failing, exitCode: 1 | 2) => {
    warn(message);
    if (isForPrograms) stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
    return exitCode;
  };

  const wish = understand(words);
  if (wish instanceof UsageError) {
    return fail({ code: "usage", message: `${wish.message} \`npm run curfew -- help\` tells how it is used.` }, 2);
  }
  if (wish.kind === "help") {
    stdout.write(wish.command === null ? overview() : helpOn(wish.command));
    return 0;
  }
  // Loaded only now: what explains the command must not wait for drivers and databases.
  const { run } = await import("./run.ts");
  const outcome = await run(wish, { environment: env, terminal: { input: stdin, output: stderr }, warn });
  if ("failing" in outcome) return fail(outcome.failing, 1);
  stdout.write(isForPrograms ? `${JSON.stringify(outcome.json)}\n` : outcome.text);
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
