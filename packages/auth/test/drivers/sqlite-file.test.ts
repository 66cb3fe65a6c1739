import { copyFileSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test, vi } from "vitest";
import { openFile } from "../../src/drivers/sqlite/file.ts";
import { sqliteStore } from "../../src/drivers/sqlite.ts";
import { MARK_KEY, type Store, StoreError, systemClock } from "../../src/index.ts";
import { place } from "./sqlite/place.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const A = { key: "a", value: "x", lifetimeMs: null };
const B = { key: "b", value: "y", lifetimeMs: null };

async function expectAllUnknown(store: Store): Promise<void> {
  await expect(store.read(["a"])).rejects.toThrow(StoreError);
  await expect(store.put([A])).rejects.toThrow(StoreError);
  await expect(store.putIfAbsent(A)).rejects.toThrow(StoreError);
  await expect(store.tail(null, ["a"], 10)).rejects.toThrow(StoreError);
}

describe("the file", () => {
  test("and those beside it are for its owner alone", async () => {
    const { path, open } = place();
    await open().put([A]);
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
    await first.put([A]);
    await first.close();
    expect(await open().read(["a", MARK_KEY])).toEqual(["x", "1"]);
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
    await store.put([A]);
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

test("a mark beyond exact numbers is unknown, and nothing is written with it", async () => {
  const { open, raw } = place();
  const store = open();
  await store.put([A]);
  raw()
    .prepare("UPDATE records SET value = ? WHERE key = ?")
    .run(String(2 ** 53), MARK_KEY);
  await expect(store.put([B])).rejects.toThrow(StoreError);
  await expect(store.putIfAbsent(B)).rejects.toThrow(StoreError);
  expect(await store.read(["a", "b"])).toEqual(["x", null]);
});

describe("a file that changes under the running process", () => {
  test("deleted: nothing is answered from it any more, and all stores go on with one new file", async () => {
    const { path, open } = place();
    const [store, other] = [open(), open()];
    await store.put([A]);
    expect(await other.read(["a"])).toEqual(["x"]);
    rmSync(path);
    expect(await store.read(["a", MARK_KEY])).toEqual([null, null]);
    await other.put([B]);
    expect(await store.read(["a", "b", MARK_KEY])).toEqual([null, "y", "1"]);
    expect(await open().read(["b"])).toEqual(["y"]);
  });

  test("deleted while another store has it open: nothing that lay beside it is used for the new one", async () => {
    const { path, open } = place();
    const [store, other] = [open(), open()];
    await store.put([A]);
    await other.read(["a"]);
    const files = () => [path, `${path}-wal`, `${path}-shm`].map((each) => statSync(each).ino);
    const before = files();
    rmSync(path);
    await store.put([B]);
    for (const [index, inode] of files().entries()) expect(inode).not.toBe(before[index]);
  });

  test("deleted together with the index of its journal alone", async () => {
    const { path, open } = place();
    const [store, other] = [open(), open()];
    await store.put([A]);
    await other.read(["a"]);
    rmSync(path);
    rmSync(`${path}-shm`);
    expect(await store.read(["a", MARK_KEY])).toEqual([null, null]);
  });

  test("deleted together with all that lies beside it", async () => {
    const { path, open } = place();
    const store = open();
    await store.put([A]);
    for (const each of [path, `${path}-wal`, `${path}-shm`]) rmSync(each);
    expect(await store.tail(null, ["a", MARK_KEY], 10)).toMatchObject({ entries: [], values: [null, null] });
  });

  test("deleted with its directory: unknown until there is one again", async () => {
    const { directory, open } = place();
    const store = open();
    await store.put([A]);
    rmSync(directory, { recursive: true });
    await expectAllUnknown(store);
    mkdirSync(directory);
    expect(await store.read(["a", MARK_KEY])).toEqual([null, null]);
  });

  test("replaced by another database: that one answers, untouched by the old one's journal", async () => {
    const { directory, path, open } = place();
    const store = open();
    await store.put([A]);
    const backup = join(directory, "backup.db");
    const saved = sqliteStore({ path: backup, timeoutMs: 100, clock: systemClock, logRetentionMs: 1_000 });
    await saved.put([B]);
    await saved.close();
    await store.put([A]);
    renameSync(backup, path);
    expect(await store.read(["a", "b", MARK_KEY])).toEqual([null, "y", "1"]);
    expect(await store.put([A])).toBe(2);
    await store.close();
    const database = new Database(path);
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    database.close();
  });

  test("replaced by its own older copy: what was put since is gone, and the mark tells", async () => {
    const { directory, path, open } = place();
    const first = open();
    await first.put([A]);
    await first.close();
    const backup = join(directory, "backup.db");
    copyFileSync(path, backup);
    const store = open();
    await store.put([B]);
    renameSync(backup, path);
    expect(await store.read(["a", "b", MARK_KEY])).toEqual(["x", null, "1"]);
  });

  test("robbed of its journal: unknown until the process is restarted, and then nothing is lost", async () => {
    const { path, open } = place();
    const store = open();
    await store.put([A]);
    rmSync(`${path}-wal`);
    await expectAllUnknown(store);
    await store.close();
    expect(await open().read(["a", MARK_KEY])).toEqual(["x", "1"]);
  });
});

describe("rows that are over", () => {
  test("are cleared away by later writes", async () => {
    const { path, raw } = place();
    let now = 1_000;
    const clock = () => new Date(now);
    const store = sqliteStore({ path, timeoutMs: 1_000, clock, logRetentionMs: 500 });
    const many = Array.from({ length: 100 }, (_, index) => ({ key: `k:${index}`, value: "x", lifetimeMs: 100 }));
    await store.put(many);
    now += 1_000;
    for (const key of ["a", "b", "c", "d"]) await store.putIfAbsent({ key, value: "x", lifetimeMs: null });
    const count = (table: string) => raw().prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(count("records")).toBe(5);
    expect(count("log")).toBe(0);
    await store.close();
  });

  test("are cleared away in bounded portions", async () => {
    const { path, raw } = place();
    let now = 1_000;
    const store = sqliteStore({ path, timeoutMs: 1_000, clock: () => new Date(now), logRetentionMs: 500 });
    await store.put(Array.from({ length: 1_000 }, (_, index) => ({ key: `k:${index}`, value: "x", lifetimeMs: 100 })));
    now += 1_000;
    await store.put([A]);
    expect(raw().prepare("SELECT count(*) FROM records").pluck().get()).toBeGreaterThan(900);
    await store.close();
  });

  test("are cleared away by 32, and by as many more as are added: twice as many of the log", async () => {
    const { path, raw } = place();
    let now = 1_000;
    const store = sqliteStore({ path, timeoutMs: 1_000, clock: () => new Date(now), logRetentionMs: 500 });
    const many = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ key: `${name}:${index}`, value: "x", lifetimeMs: 100 }));
    await store.put(many("old", 1_000));
    now += 1_000;
    await store.put(many("new", 10));
    const count = (table: string) => raw().prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(count("records WHERE key LIKE 'old:%'")).toBe(1_000 - 32 - 10);
    expect(count("log WHERE key LIKE 'old:%'")).toBe(1_000 - 32 - 20);
    await store.close();
  });

  test("of the log go no further than the first young one, whatever the clock did", async () => {
    const { path, raw } = place();
    let now = 10_000;
    const store = sqliteStore({ path, timeoutMs: 1_000, clock: () => new Date(now), logRetentionMs: 500 });
    await store.put([A]);
    now = 20_000;
    await store.put([B]);
    await store.put([B]);
    expect(raw().prepare("SELECT key FROM log").pluck().all()).toEqual(["b", "b"]);
    await store.close();
  });
});

describe("bad options are refused at construction", () => {
  const good = { path: "store.db", timeoutMs: 1, clock: systemClock, logRetentionMs: 1 };
  test.each(["", " ", " store.db", ":memory:", ":x", "file:store.db?mode=memory"])("the path %j", (path) => {
    expect(() => sqliteStore({ ...good, path })).toThrow(RangeError);
  });

  test.each([0, -1, 0.5, Number.NaN])("a deadline or a retention of %s", (bad) => {
    expect(() => sqliteStore({ ...good, timeoutMs: bad })).toThrow("timeoutMs must be a positive integer");
    expect(() => sqliteStore({ ...good, logRetentionMs: bad })).toThrow("logRetentionMs must be a positive integer");
  });

  test("a deadline that a timer would take for none", () => {
    expect(() => sqliteStore({ ...good, timeoutMs: 2 ** 31 })).toThrow("timeoutMs must be below 2^31");
    expect(() => sqliteStore({ ...good, timeoutMs: 2 ** 31 - 1 })).not.toThrow();
  });
});
