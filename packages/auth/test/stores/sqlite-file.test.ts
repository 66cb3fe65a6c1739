import { copyFileSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { FOLLOWERS_KEY, REVISION_KEY, revisionKey, type Store, StoreError } from "../../src/blacklist/store.ts";
import { systemClock } from "../../src/clock.ts";
import { openFile } from "../../src/stores/sqlite/file.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { CALLS } from "./calls.ts";
import { follow, write } from "./conformance/set-up.ts";
import { place } from "./sqlite/place.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const A = { key: "a", value: "x", lifetimeMs: null };
const B = { key: "b", value: "y", lifetimeMs: null };

async function expectAllUnknown(store: Store): Promise<void> {
  for (const [, call] of CALLS) await expect(call(store)).rejects.toThrow(StoreError);
}

describe("the file", () => {
  test("and those beside it are for its owner alone", async () => {
    const { path, open } = place();
    await open().put(write([A]));
    for (const each of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(each).mode & 0o777).toBe(0o600);
  });

  test("is not made before the first call", () => {
    const { path, open } = place();
    open();
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  test("keeps a write-ahead log and flushes each commit to the disk", () => {
    const { path } = place();
    const { database } = openFile(path);
    expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(database.pragma("synchronous", { simple: true })).toBe(2);
    database.close();
  });

  test("keeps what was put when all stores on it are closed", async () => {
    const { open } = place();
    const first = open();
    await first.put(write([A]));
    await first.close();
    expect(await open().read(["a", REVISION_KEY])).toEqual(["x", "1"]);
  });
});

describe("a place that can't be used rejects each call, not the construction, and is used once it can be", () => {
  test("a directory that isn't there", async () => {
    const { directory, open } = place();
    rmSync(directory, { recursive: true });
    const store = open();
    await expectAllUnknown(store);
    await expect(store.read(["a"])).rejects.toThrow("The sqlite store failed: ENOENT");
    mkdirSync(directory);
    await store.put(write([A]));
    expect(await store.read(["a"])).toEqual(["x"]);
  });

  test("a file in the directory's place", async () => {
    const { directory, open } = place();
    rmSync(directory, { recursive: true });
    writeFileSync(directory, "");
    await expectAllUnknown(open());
  });

  test("a directory in the file's place", async () => {
    const { path, open } = place();
    mkdirSync(path);
    await expectAllUnknown(open());
  });

  test("a file that is no database", async () => {
    const { path, open } = place();
    writeFileSync(path, "this is a letter and not a database\n".repeat(1_000));
    const store = open();
    await expectAllUnknown(store);
    await expect(store.read(["a"])).rejects.toThrow("The sqlite store failed: SQLITE_NOTADB");
    rmSync(path);
    expect(await store.read(["a"])).toEqual([null]);
  });

  test("another program's database, whose tables have our names", async () => {
    const { path, raw, open } = place();
    const program = raw();
    program.exec("CREATE TABLE records (id); CREATE TABLE log (id)");
    program.close();
    await expectAllUnknown(open());
    // Whoever closes a database last takes its journal away: nothing of ours has it open still.
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })).toBeUndefined();
  });
});

test("a revision beyond exact numbers is unknown, and nothing is written", async () => {
  const { open, raw } = place();
  const store = open();
  await store.put(write([A]));
  raw()
    .prepare("UPDATE curfew_records SET value = ? WHERE key = ?")
    .run(String(2 ** 53), `{curfew}:${REVISION_KEY}`);
  await expect(store.put(write([B]))).rejects.toThrow(StoreError);
  expect(await store.read(["a", "b", revisionKey(2)])).toEqual(["x", null, null]);
});

describe("a file that changes under the running process", () => {
  test("deleted: all stores go on with one new file", async () => {
    const { path, open } = place();
    const [store, other] = [open(), open()];
    await store.put(write([A]));
    expect(await other.read(["a"])).toEqual(["x"]);
    rmSync(path);
    expect(await store.read(["a", REVISION_KEY])).toEqual([null, null]);
    await other.put(write([B]));
    expect(await store.read(["a", "b", REVISION_KEY])).toEqual([null, "y", "1"]);
    expect(await open().read(["b"])).toEqual(["y"]);
  });

  test("deleted while open elsewhere: nothing beside it is used again", async () => {
    const { path, open } = place();
    const [store, other] = [open(), open()];
    await store.put(write([A]));
    await other.read(["a"]);
    const files = () => [path, `${path}-wal`, `${path}-shm`].map((each) => statSync(each).ino);
    const before = files();
    rmSync(path);
    await store.put(write([B]));
    for (const [index, inode] of files().entries()) expect(inode).not.toBe(before[index]);
  });

  test("deleted together with the index of its journal alone", async () => {
    const { path, open } = place();
    const [store, other] = [open(), open()];
    await store.put(write([A]));
    await other.read(["a"]);
    rmSync(path);
    rmSync(`${path}-shm`);
    expect(await store.read(["a", REVISION_KEY])).toEqual([null, null]);
  });

  test("deleted together with all that lies beside it", async () => {
    const { path, open } = place();
    const store = open();
    await store.put(write([A]));
    for (const each of [path, `${path}-wal`, `${path}-shm`]) rmSync(each);
    expect(await store.tail({ cursor: null, keys: ["a", REVISION_KEY], limit: 10 })).toMatchObject({
      entries: [],
      values: [null, null],
    });
  });

  test("deleted with its directory: unknown until there is one again", async () => {
    const { directory, open } = place();
    const store = open();
    await store.put(write([A]));
    rmSync(directory, { recursive: true });
    await expectAllUnknown(store);
    mkdirSync(directory);
    expect(await store.read(["a", REVISION_KEY])).toEqual([null, null]);
  });

  test("replaced by another database: that one answers, without the old journal", async () => {
    const { directory, path, open } = place();
    const store = open();
    await store.put(write([A]));
    const backup = join(directory, "backup.db");
    const saved = openSqliteStore({ path: backup, timeoutMs: 100, clock: systemClock, logRetentionMs: 1_000 });
    await saved.put(write([B]));
    await saved.close();
    await store.put(write([A]));
    renameSync(backup, path);
    expect(await store.read(["a", "b", REVISION_KEY])).toEqual([null, "y", "1"]);
    expect((await store.put(write([A]))).revision).toBe(2);
    await store.close();
    const database = new Database(path);
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    database.close();
  });

  test("replaced by its older copy: the revision shows what is missing", async () => {
    const { directory, path, open } = place();
    const first = open();
    await first.put(write([A]));
    await first.close();
    const backup = join(directory, "backup.db");
    copyFileSync(path, backup);
    const store = open();
    await store.put(write([B]));
    renameSync(backup, path);
    expect(await store.read(["a", "b", REVISION_KEY])).toEqual(["x", null, "1"]);
  });

  test("robbed of its journal: unknown until a restart, and nothing is lost", async () => {
    const { path, open } = place();
    const store = open();
    await store.put(write([A]));
    rmSync(`${path}-wal`);
    await expectAllUnknown(store);
    await store.close();
    expect(await open().read(["a", REVISION_KEY])).toEqual(["x", "1"]);
  });
});

describe("rows that are over", () => {
  /** A store that is followed, the clock it goes by, and how many rows of its tables are of some kind. */
  async function aged() {
    const { path, raw } = place();
    let now = 1_000;
    const store = openSqliteStore({ path, timeoutMs: 1_000, clock: () => new Date(now), logRetentionMs: 500 });
    onTestFinished(() => store.close());
    await follow(store);
    return {
      store,
      pass: (ms: number) => {
        now += ms;
      },
      count: (rows: string) => raw().prepare(`SELECT count(*) FROM ${rows}`).pluck().get(),
    };
  }

  const many = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({ key: `${name}:${index}`, value: "x", lifetimeMs: 100 }));
  const OLD = "WHERE key LIKE '%old:%'";

  test("are cleared away by later writes", async () => {
    const { store, pass, count } = await aged();
    await store.put(write(many("old", 100)));
    pass(1_000);
    for (const key of ["a", "b", "c"]) await store.exchange({ key, value: "x", lifetimeMs: null }, null, []);
    for (const _ of [1, 2, 3, 4]) await store.put(write([]));
    expect(count(`curfew_records ${OLD}`)).toBe(0);
    expect(count("curfew_log")).toBe(0);
  });

  test("are cleared away in bounded portions", async () => {
    const { store, pass, count } = await aged();
    await store.put(write(many("old", 1_000)));
    pass(1_000);
    await store.put(write([A]));
    expect(count(`curfew_records ${OLD}`)).toBeGreaterThan(900);
  });

  test("are cleared away by 32 and as many as are added", async () => {
    const { store, pass, count } = await aged();
    await store.put(write(many("old", 1_000)));
    pass(1_000);
    await store.put(write(many("new", 10)));
    expect(count(`curfew_records ${OLD}`)).toBe(1_000 - 32 - 10);
    expect(count(`curfew_log ${OLD}`)).toBe(1_000 - 32 - 20);
  });

  test("of the log go no further than the first young one", async () => {
    const { store, pass, count } = await aged();
    await store.put(write([A]));
    pass(10_000);
    await store.put(write([B]));
    await store.put(write([B]));
    expect(count("curfew_log WHERE key = 'b'")).toBe(2);
    expect(count("curfew_log")).toBe(2);
  });

  test("of the log go once it isn't followed any more", async () => {
    const { store, pass, count } = await aged();
    await store.exchange({ key: FOLLOWERS_KEY, value: "one", lifetimeMs: 100 }, "one", []);
    await store.put(write([A]));
    pass(1_000);
    await store.put(write([B]));
    expect(count("curfew_log")).toBe(0);
  });
});

describe("a file of the version before, whose keys had no prefix", () => {
  const BEFORE = `
    CREATE TABLE records (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at INTEGER) STRICT, WITHOUT ROWID;
    CREATE INDEX records_expires_at ON records (expires_at) WHERE expires_at IS NOT NULL;
    CREATE TABLE log (
      position INTEGER PRIMARY KEY AUTOINCREMENT, put_at INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL
    ) STRICT;
    INSERT INTO records VALUES ('session:a', 'ended', NULL), ('session:b', 'over', 1);
    INSERT INTO log (put_at, key, value) VALUES (1, 'session:a', 'ended')`;

  test("keeps its records, under the prefix there is unless told otherwise", async () => {
    const { path, raw, open } = place();
    raw().exec(BEFORE);
    const other = openSqliteStore({ path, timeoutMs: 1_000, clock: systemClock, logRetentionMs: 1, keyPrefix: "{b}:" });
    onTestFinished(() => other.close());
    expect(await other.read(["session:a"])).toEqual([null]);
    expect(await open().read(["session:a", "session:b"])).toEqual(["ended", null]);
    expect((await open().put(write([A]))).revision).toBe(1);
  });

  test("answers and takes nothing any more from a process of that version", async () => {
    const { raw, open } = place();
    const before = raw();
    before.pragma("journal_mode = WAL");
    before.exec(BEFORE);
    const ask = before.prepare("SELECT value FROM records WHERE key = 'session:c'").pluck();
    expect(ask.get()).toBeUndefined();
    const store = open();
    await store.put(write([{ key: "session:c", value: "ended", lifetimeMs: null }]));
    expect(() => ask.get()).toThrow("no such table");
    expect(() => before.exec("INSERT INTO records VALUES ('session:d', 'ended', NULL)")).toThrow("no such table");
    expect(await store.read(["session:c"])).toEqual(["ended"]);
  });

  test("is taken over once, by one of several", async () => {
    const { raw, open } = place();
    raw().exec(BEFORE);
    const answers = await Promise.all([open(), open(), open()].map((store) => store.read(["session:a"])));
    expect(answers).toEqual([["ended"], ["ended"], ["ended"]]);
  });
});

describe("bad options are refused at construction", () => {
  const good = { path: "store.db", timeoutMs: 1, clock: systemClock, logRetentionMs: 1 };
  test.each(["", " ", " store.db", ":memory:", ":x", "file:store.db?mode=memory"])("the path %j", (path) => {
    expect(() => openSqliteStore({ ...good, path })).toThrow(RangeError);
  });

  test.each([0, -1, 0.5, Number.NaN])("a deadline or a retention of %s", (bad) => {
    expect(() => openSqliteStore({ ...good, timeoutMs: bad })).toThrow("timeoutMs must be a positive integer");
    expect(() => openSqliteStore({ ...good, logRetentionMs: bad })).toThrow(
      "logRetentionMs must be a positive integer",
    );
  });

  test("a deadline that a timer would take for none", () => {
    expect(() => openSqliteStore({ ...good, timeoutMs: 2 ** 31 })).toThrow("timeoutMs must be below 2^31");
    expect(() => openSqliteStore({ ...good, timeoutMs: 2 ** 31 - 1 })).not.toThrow();
  });
});
