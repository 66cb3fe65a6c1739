import { type ExecFileOptions, execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@curfew/testing/ports";
import { startService } from "../observability/support.ts";

/** A block of code of a document. */
export interface Example {
  readonly language: string;
  readonly source: string;
  /** What its comments say that it prints. */
  readonly promised: readonly string[];
}

const run = promisify(execFile);

/** The blocks of code of a document, in their order. */
export function examplesOf(document: string): Example[] {
  const text = readFileSync(new URL(`../../../../${document}`, import.meta.url), "utf8");
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", source = ""]) => {
    return { language, source, promised: promisesOf(source) };
  });
}

/** A comment behind what prints something. */
function promisesOf(source: string): string[] {
  const lines = source.split("\n").filter((line) => /^(console\.log|print\(|curl )/.test(line));
  return lines.flatMap((line) => / +(?:\/\/|#) (.*)$/.exec(line)?.[1] ?? []);
}

/** The app where the examples look for it, with the person they log in as. */
export async function startExampleService(settings: Readonly<Record<string, string>> = {}) {
  const port = String(await freePort());
  const service = await startService({ ...settings, PORT: port, APP_ORIGIN: `http://localhost:${port}` });
  const ada = { email: "ada@example.com", password: "tidal copper marmalade" };
  return {
    ...service,
    /** Signs Ada up, and logs her in as a program does. */
    ada: () => service.tokens(ada),
    /** Points an example at this app, and at this Redis. */
    aim: (source: string, redisUrl = "") =>
      source.replaceAll("localhost:3000", `localhost:${port}`).replaceAll("redis://localhost:6379", redisUrl),
  };
}

/** Does something in a folder with these files, beside this one, so that they find the packages that we find. */
export async function inFolder<T>(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(fileURLToPath(new URL("examples-", import.meta.url)));
  for (const [name, source] of Object.entries(files)) await writeFile(join(folder, name), source);
  return work(folder).finally(() => rm(folder, { recursive: true }));
}

/** Runs an example as its language is run; the lines it prints. */
export async function runExample(
  language: string,
  source: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const options = { encoding: "utf8", env: { ...process.env, ...env } } as const;
  const { stdout } = await start(language, source, options);
  return stdout.trim().split("\n");
}

function start(language: string, source: string, options: ExecFileOptions & { readonly encoding: "utf8" }) {
  if (language === "python") return run("python3", ["-c", source], options);
  if (language === "sh") return run("sh", ["-euc", source], options);
  return inFolder({ "example.ts": source }, (folder) =>
    run(process.execPath, ["--disable-warning=ExperimentalWarning", join(folder, "example.ts")], options),
  );
}
