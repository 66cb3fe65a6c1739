import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { type FileHandle, link, open, rename, rm, stat } from "node:fs/promises";
import { KeySetError } from "../key-set.ts";

/**
 * Reads a key set; null for what isn't JSON, without the parser's message, which would quote it.
 * Throws `KeySetError` if the file can't be read.
 */
export function readKeySet(path: string): unknown {
  const text = readable(() => readFileSync(path, "utf8"));
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Tells one state of the file from another: it changes with every replacement. Throws `KeySetError` if there is none. */
export function fingerprintOf(path: string): string {
  const { ino, mtimeNs, size } = readable(() => statSync(path, { bigint: true }));
  return `${ino}.${mtimeNs}.${size}`;
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new KeySetError(`the file can't be read (${(cause as NodeJS.ErrnoException).code})`);
  }
}

/**
 * Writes a key file where none stands. Several processes may try at once and must end up with one
 * key: a link is made whole or not at all, and only where nothing stands.
 */
export function createKeyFile(path: string, keySet: unknown): Promise<void> {
  return fromDraft(path, keySet, (draft) => link(draft, path).catch(ignoreExisting));
}

/** Puts a key file in the place of another, at once and whole for every reader. */
export function replaceKeyFile(path: string, keySet: unknown): Promise<void> {
  return fromDraft(path, keySet, (draft) => rename(draft, path));
}

async function fromDraft(path: string, keySet: unknown, publish: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    // The comment keeps bundlers that look for the files a program reads from taking a whole project for them.
    const file = await open(/* turbopackIgnore: true */ draft, "wx", 0o600);
    try {
      await giveToOwnerOf(path, file);
      await file.writeFile(JSON.stringify(keySet));
      await file.sync();
    } finally {
      await file.close();
    }
    await publish(draft);
  } finally {
    await rm(draft, { force: true });
  }
}

/** An operator who is root must not take the keys from the account that the servers run under. */
async function giveToOwnerOf(path: string, file: FileHandle): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const owner = await stat(path).catch(() => null);
  if (owner !== null) await file.chown(owner.uid, owner.gid);
}

function ignoreExisting(cause: NodeJS.ErrnoException): void {
  if (cause.code !== "EEXIST") throw cause;
}
