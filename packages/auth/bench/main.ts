import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jwtVerify } from "jose";
import { createAuth, createKeyRing, generateKeySet, memoryWitness, type Store, systemClock } from "../src/index.ts";
import { openMemoryStore } from "../src/stores/memory.ts";
import { openSqliteStore } from "../src/stores/sqlite/index.ts";
import { print, race } from "./race.ts";

const issuer = "https://curfew.example";
const lifetimes = {
  accessSeconds: 600,
  refreshSeconds: 86_400,
  sessionSeconds: 604_800,
  graceSeconds: 10,
  toleranceSeconds: 5,
};
const directory = await mkdtemp(join(tmpdir(), "curfew-bench-"));
const clocked = { clock: systemClock, logRetentionMs: 660_000 };
const stores = {
  memory: openMemoryStore(clocked),
  sqlite: openSqliteStore({ ...clocked, path: join(directory, "blacklist.db"), timeoutMs: 800 }),
};

for (const alg of ["ES256", "EdDSA"] as const) {
  const ring = createKeyRing(await generateKeySet(alg));
  const create = (store: Store, maxStalenessMs = 0) => {
    const parts = { issuer, lifetimes, store, witness: memoryWitness(), clock: systemClock, keys: () => ring };
    return createAuth({ ...parts, timeoutMs: 800, maxStalenessMs });
  };
  const [memory, sqlite, late] = [create(stores.memory), create(stores.sqlite), create(stores.sqlite, 1000)];
  const tokenOf = async (auth: typeof memory) => (await auth.issue(await auth.createSession("bench"))).access.token;
  const tokens = { memory: await tokenOf(memory), sqlite: await tokenOf(sqlite) };
  const options = { issuer, audience: issuer, algorithms: [alg], typ: "at+jwt" };
  const pass = async (work: Promise<{ ok: boolean }>) => {
    if (!(await work).ok) throw new Error("the token should pass");
  };
  print(
    `verify, ${alg}: a token seen before, asked of the blacklist each time`,
    await race(
      [
        ["jose.jwtVerify alone (asks nobody)", () => jwtVerify(tokens.memory, ring.signing.publicKey, options)],
        ["Curfew, memory blacklist", () => pass(memory.verify(tokens.memory))],
        ["Curfew, SQLite blacklist", () => pass(sqlite.verify(tokens.sqlite))],
        ["Curfew, SQLite blacklist, up to 1 s stale", () => pass(late.verify(tokens.sqlite))],
      ],
      15,
      500,
    ),
  );

  // Each of a session of its own: an EdDSA signature of the same claims is the same token again.
  const unseen = await Promise.all(Array.from({ length: 16 * 200 }, () => tokenOf(memory)));
  const next = [unseen.values(), unseen.values()];
  print(
    `verify, ${alg}: a token seen for the first time`,
    await race(
      [
        ["jose.jwtVerify alone", () => jwtVerify(next[0]?.next().value ?? "", ring.signing.publicKey, options)],
        ["Curfew, memory blacklist", () => pass(memory.verify(next[1]?.next().value ?? ""))],
      ],
      15,
      200,
    ),
  );
}

await Promise.all(Object.values(stores).map((store) => store.close()));
await rm(directory, { recursive: true });
