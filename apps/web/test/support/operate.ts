import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { operate } from "../../src/cli/operate.ts";

/** What came of an operator's command. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the operator's command in this process: to start another takes a second of processor time. */
export async function operateHere(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  input = "",
): Promise<Run> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(input);
  const read = [text(stdout), text(stderr)] as const;
  const code = await operate({ argv: ["node", "operator", ...words], env, stdin, stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await Promise.all(read);
  return { code, out, err };
}
