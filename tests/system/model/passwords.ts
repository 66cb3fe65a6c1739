import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyRing, generateKeySet, systemClock } from "@curfew/auth";
import { createInstance } from "./instance.ts";

export interface Password {
  readonly password: string;
  readonly hash: string;
}

type Passwords = readonly [Password, Password, Password];

let made: Promise<Passwords> | undefined;

/** Passwords and their hashes, made by a service itself, and once: it takes its time for them. */
export function passwords(): Promise<Passwords> {
  made ??= make();
  return made;
}

async function make(): Promise<Passwords> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-passwords-"));
  const keys = createKeyRing(await generateKeySet());
  const { call, database, close } = createInstance({
    ...{ folder, redisUrl: null, keys, clock: systemClock, serverClock: systemClock },
    uptime: () => performance.now(),
  });
  const hashed = async (bird: string): Promise<Password> => {
    const [email, password] = [`${bird}@example.com`, `nobody thinks of a ${bird} here`];
    await call("auth.signup", undefined, { email, password, name: "Ann" });
    const account = await database.users.byEmail(email);
    if (account === null) throw new Error(`no account with the password "${password}"`);
    return { password, hash: account.passwordHash };
  };
  const all: Passwords = [await hashed("heron"), await hashed("bittern"), await hashed("curlew")];
  await close();
  await rm(folder, { recursive: true });
  return all;
}
