import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewSession } from "@curfew/api";
import { createKeyRing, generateKeySet, type KeyRing, type Session, type TokenPair } from "@curfew/auth";
import { createTestClock } from "@curfew/auth/testing";
import { type Answer, createInstance, type Instance } from "./instance.ts";
import { createLedger, type Given } from "./ledger.ts";
import { type Password, passwords } from "./passwords.ts";
import type { Unfinished } from "./state.ts";

const ADMIN = "admin@example.com";

let ring: Promise<KeyRing> | undefined;

export interface WorldOptions {
  /** Null: the blacklist is embedded. */
  readonly redisUrl: string | null;
  /** By how much each instance's clock is ahead, milliseconds. */
  readonly skews: readonly number[];
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** Real instances of a service on the real drivers, over the same files, by a clock that only commands move. */
export async function createWorld({ redisUrl, skews }: WorldOptions) {
  ring ??= generateKeySet().then(createKeyRing);
  const keys = await ring;
  const known = await passwords();
  const folder = await mkdtemp(join(tmpdir(), "curfew-model-"));
  const time = createTestClock();
  const start = time.now();
  const open = (skew: number) =>
    createInstance({
      ...{ folder, redisUrl, keys, uptime: time.uptime, serverClock: time.now },
      clock: () => new Date(time.now().getTime() + skew),
    });
  const instances = skews.map(open);
  const userIds = new Map<string, string>();
  let people = 0;

  const world = {
    ...{ start, instances, passwords: known },
    ...createLedger(),
    at(instance: number): Instance {
      const found = instances[instance];
      if (found === undefined) throw new RangeError("there is no such instance");
      return found;
    },
    pass: (milliseconds: number) => time.advance({ milliseconds }),
    /** Ends an instance, and starts another one over the same files. */
    async restart(instance: number): Promise<void> {
      await world.at(instance).close();
      instances[instance] = open(skews[instance] ?? 0);
    },

    /** Makes an account with its first session, as a sign-up does; the work that a password is was done before. */
    async signUp(instance: number, email: string, { hash }: Password = known[0]): Promise<Given | null> {
      const { auth, database, clock } = world.at(instance);
      people += 1;
      const account = { id: `person-${people}`, email, name: "Ann", passwordHash: hash, createdAt: clock() };
      const session = await auth.createSession(account.id);
      if ((await database.users.signUp(account, rowOf(session))) !== "created") return null;
      userIds.set(email, account.id);
      return given(await auth.issue(session));
    },
    /** Opens a session, as a login does; null where the account lets nobody in. */
    async open(instance: number, email: string): Promise<Given | null> {
      const { auth, database } = world.at(instance);
      const account = await database.users.byEmail(email);
      if (account === null) return null;
      const session = await auth.createSession(account.id);
      const isOpen = await database.sessions.open(rowOf(session), account.passwordHash);
      return isOpen ? given(await auth.issue(session)) : null;
    },
    /** Of whoever had the address last. */
    userId: (email: string) => userIds.get(email) ?? "",
    /** Does something as an administrator. */
    async administer(instance: number, procedure: string, input: unknown = null): Promise<Answer> {
      const tokens = (await world.open(instance, ADMIN)) ?? (await world.signUp(instance, ADMIN));
      await world.at(instance).database.users.grantAdmin(ADMIN);
      return world.at(instance).call(procedure, tokens?.accessToken, input);
    },
    /** Begins a change that ends all sessions of a person, and leaves it at that. */
    async begin(
      instance: number,
      email: string,
      { kind, begunAt, hash: to, exceptSessionId }: Begun,
    ): Promise<boolean> {
      const { database, clock } = world.at(instance);
      const { users } = database;
      const ending = `${begunAt}.left-behind`;
      const account = await users.byEmail(email);
      if (account === null) return false;
      if (kind === "suspension") return users.prepareSuspension(account.id, { at: clock(), ending });
      if (kind === "deletion") return users.prepareDeletion(account.id, { ending });
      return users.preparePasswordChange(account.id, { from: account.passwordHash, to, ending, exceptSessionId });
    },

    async close(): Promise<void> {
      await Promise.all(instances.map(({ close }) => close()));
      await rm(folder, { recursive: true });
    },
  };
  return world;
}

interface Begun {
  readonly kind: Unfinished["kind"];
  readonly begunAt: number;
  readonly hash: string;
  readonly exceptSessionId: string | undefined;
}

function given({ access, refresh }: TokenPair): Given {
  return { accessToken: access.token, refreshToken: refresh.token };
}

function rowOf({ id, subject: userId, line: generation, startedAt, expiresAt, first }: Session): NewSession {
  return {
    id,
    userId,
    generation,
    startedAt,
    expiresAt,
    refreshTokenId: first.refreshId,
    userAgent: null,
    address: null,
  };
}
