import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** A folder for one browser's profile. */
export interface Profile {
  readonly folder: string;
  remove(): Promise<void>;
}

export async function createProfile(): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-browser-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Writes a PEM into a profile's folder, and returns where. */
export async function writeCertificate({ folder }: Profile, pem: string): Promise<string> {
  const file = join(folder, "authority.pem");
  await writeFile(file, pem);
  return file;
}

/** Has a database of NSS trust an authority: Chromium and Firefox read such (`certutil -t C`: for servers). */
export async function trustInNss(profile: Profile, database: string, pem: string): Promise<void> {
  await mkdir(database, { recursive: true });
  const place = ["-d", `sql:${database}`];
  await exec("certutil", ["-N", ...place, "--empty-password"]);
  const file = await writeCertificate(profile, pem);
  await exec("certutil", ["-A", ...place, "-n", "authority", "-t", "C,,", "-i", file]);
}
