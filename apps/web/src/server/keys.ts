import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createKeyRing, generateKeySet, type KeyRing } from "@curfew/auth";

const FILE = "signing-keys.json";

/** The keys kept in this folder, made if there are none yet. Throws `KeySetError` if what is there can't be used. */
export async function keptKeys(folder: string): Promise<KeyRing> {
  const path = join(folder, FILE);
  const text = (await readIfThere(path)) ?? (await makeKeys(folder, path));
  return createKeyRing(parse(text));
}

/**
 * Several processes may start at once and must end up with one key. A link is made whole or not at
 * all, and only where nothing stands; whoever comes second reads the winner's.
 */
async function makeKeys(folder: string, path: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writePrivately(draft, JSON.stringify(await generateKeySet()));
    await link(draft, path).catch(ignore("EEXIST"));
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, "utf8");
}

async function writePrivately(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<string | null> {
  return (await readFile(path, "utf8").catch(ignore("ENOENT"))) ?? null;
}

/** What isn't JSON is refused as a key set, without the parser's message, which would quote it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function ignore(code: string): (cause: NodeJS.ErrnoException) => void {
  return (cause) => {
    if (cause.code !== code) throw cause;
  };
}
