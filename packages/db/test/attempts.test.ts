import { createLocalWindows, createRateLimit, type Problem, type RateLimit } from "@curfew/api";
import type { AttemptMark, AttemptWindows } from "@curfew/api/database";
import { later, NOON } from "@curfew/api/testing/people";
import { describe, expect, test } from "vitest";
import { connect, emptyDatabase, execute, numbersUpTo } from "./support/database.ts";
import { KINDS, type Kind } from "./support/kinds.ts";
import { lockTable } from "./support/lock.ts";

const CLOSE = later(300_000);

type Counter = Omit<AttemptWindows, "prune">;

/** Two instances that count together. */
async function instances(kind: "this process" | Kind): Promise<readonly [Counter, Counter]> {
  if (kind === "this process") {
    const windows = createLocalWindows();
    return [windows, windows];
  }
  const options = await emptyDatabase(kind);
  return [connect(options).attempts, connect(options).attempts];
}

function mark(limit: number, key = "account") {
  return { policy: "account" as const, windowSeconds: 300, key, limit };
}

/** When none of the marks is full any more. */
async function fullUntil(windows: Counter, marks: readonly AttemptMark[], at: Date): Promise<Date | null> {
  const open = await windows.open(marks, at);
  const full = open.filter(({ key, failures }) => marks.some((each) => each.key === key && failures >= each.limit));
  return full.length === 0 ? null : new Date(Math.max(...full.map(({ closesAt }) => closesAt.getTime())));
}

describe.each(["this process", ...KINDS] as const)("windows in %s", (kind) => {
  test("open windows show their failures, closed ones don't", async () => {
    const [one, other] = await instances(kind);
    const marks = [mark(5), mark(5, "address"), mark(5, "unheard of")];
    for (let i = 0; i < 3; i++) await one.count([mark(5)], NOON, CLOSE);
    await other.count([mark(5, "address")], NOON, later(1_000));
    const open = (await one.open(marks, NOON)).toSorted((a, b) => b.failures - a.failures);
    expect(open).toEqual([
      { key: "account", failures: 3, closesAt: CLOSE },
      { key: "address", failures: 1, closesAt: later(1_000) },
    ]);
    expect(await one.open(marks, later(1_000))).toHaveLength(1);
  });

  test("a window opens with its first failure and closes by itself", async () => {
    const [one, other] = await instances(kind);
    const marks = [mark(2)];
    expect(await fullUntil(one, marks, NOON)).toBeNull();
    expect(await one.count(marks, NOON, CLOSE)).toBeNull();
    expect(await fullUntil(other, marks, NOON)).toBeNull();
    expect(await other.count(marks, later(200_000), later(500_000))).toBeNull();
    for (const at of [later(200_000), later(1, NOON), later(-1, CLOSE)]) {
      expect(await fullUntil(one, marks, at)).toEqual(CLOSE);
      expect(await fullUntil(other, marks, at)).toEqual(CLOSE);
    }
    expect(await fullUntil(other, marks, CLOSE)).toBeNull();
  });

  test("a failure after the close opens a new window", async () => {
    const [one, other] = await instances(kind);
    const marks = [mark(2)];
    for (let i = 0; i < 2; i++) await one.count(marks, NOON, CLOSE);
    expect(await other.count(marks, CLOSE, later(1_000, CLOSE))).toBeNull();
    expect(await fullUntil(one, marks, CLOSE)).toBeNull();
    expect(await one.count(marks, CLOSE, later(2_000, CLOSE))).toBeNull();
    expect(await fullUntil(other, marks, CLOSE)).toEqual(later(1_000, CLOSE));
  });

  test("a refused attempt isn't counted and doesn't extend the window", async () => {
    const [one, other] = await instances(kind);
    expect(await one.count([mark(1)], NOON, CLOSE)).toBeNull();
    for (const instance of [one, other, one]) {
      expect(await instance.count([mark(1)], later(1_000), later(301_000))).toEqual(CLOSE);
    }
    expect(await fullUntil(other, [mark(2)], later(1_000))).toBeNull();
    expect(await fullUntil(other, [mark(1)], later(1_000))).toEqual(CLOSE);
  });

  test("concurrent failures over two instances count exactly to the limit", async () => {
    const both = await instances(kind);
    const marks = [mark(7), mark(70, "address")];
    const counts = both.flatMap((each) => Array.from({ length: 25 }, () => each.count(marks, NOON, CLOSE)));
    const answers = await Promise.all(counts);
    expect(answers.filter((until) => until === null)).toHaveLength(7);
    expect(answers.filter((until) => until?.getTime() === CLOSE.getTime())).toHaveLength(43);
    expect(await fullUntil(both[0], [mark(8), mark(8, "address")], NOON)).toBeNull();
    expect(await fullUntil(both[0], [mark(7, "address")], NOON)).toEqual(CLOSE);
  });

  test("a failure counts under all its keys or none", async () => {
    const [one, other] = await instances(kind);
    const [account, address] = [mark(1), mark(10, "address")];
    const counts = [
      [account, address],
      [address, account],
      [account, address],
      [address, account],
    ].map((marks, index) => (index % 2 === 0 ? one : other).count(marks, NOON, CLOSE));
    expect((await Promise.all(counts)).filter((until) => until === null)).toHaveLength(1);
    expect(await fullUntil(one, [mark(1, "address")], NOON)).toEqual(CLOSE);
    expect(await fullUntil(one, [mark(2, "address")], NOON)).toBeNull();
  });

  test("of several windows that are full the last to close counts", async () => {
    const [one] = await instances(kind);
    await one.count([mark(1)], NOON, later(1_000));
    await one.count([mark(1, "address")], NOON, later(2_000));
    const marks = [mark(1, "address"), mark(1), mark(1, "unheard of")];
    expect(await fullUntil(one, marks, NOON)).toEqual(later(2_000));
    expect(await one.count(marks, NOON, CLOSE)).toEqual(later(2_000));
    expect(await fullUntil(one, [mark(1, "unheard of")], NOON)).toBeNull();
  });
});

describe.each(KINDS)("%s", (kind) => {
  test("what is refused leaves no trace in the database", async () => {
    const options = await emptyDatabase(kind);
    const { attempts } = connect(options);
    await attempts.count([mark(1)], NOON, CLOSE);
    const rows = () => execute(options, "select * from attempts");
    const before = await rows();
    await attempts.count([mark(1), mark(10, "address")], later(1), later(1, CLOSE));
    await fullUntil(attempts, [mark(1), mark(10, "address")], later(1));
    expect(await rows()).toEqual(before);
  });

  test("pruning deletes the windows that are closed, however many, and nothing else", async () => {
    const options = await emptyDatabase(kind);
    const { attempts } = connect(options);
    await attempts.count([mark(1, "open")], NOON, later(1));
    await execute(
      options,
      `insert into attempts (key, failures, closes_at) ${numbersUpTo(2_100)}
       select 'old ' || i, 3, ${NOON.getTime()} - i % 7 from n`,
    );
    expect(await attempts.prune(NOON)).toBe(2_100);
    expect(await fullUntil(attempts, [mark(1, "open")], NOON)).toEqual(later(1));
    expect(await attempts.prune(later(1))).toBe(1);
    expect(await execute(options, "select * from attempts")).toEqual([]);
  });

  test("a reopened window keeps its failures while others are pruned", async () => {
    const options = await emptyDatabase(kind);
    const [one, other] = [connect(options).attempts, connect(options).attempts];
    for (let round = 0; round < 20; round++) {
      const at = later(round * 1_000);
      const marks = [mark(6), mark(60, "address")];
      const counts = Array.from({ length: 6 }, () => one.count(marks, at, later(1_000, at)));
      const prunes = Array.from({ length: 3 }, () => other.prune(at));
      expect(await Promise.all(counts)).toEqual(Array(6).fill(null));
      await Promise.all(prunes);
      expect(await fullUntil(one, marks, at)).toEqual(later(1_000, at));
    }
  });

  test("two instances share one window and its remaining seconds", async () => {
    const options = await emptyDatabase(kind);
    let now = NOON;
    const [one, other] = [1, 2].map(() => counterOver(connect(options).attempts, () => now).attempts);
    const marks = [mark(2), mark(20, "address")];
    const answers = [
      await one?.fail(marks),
      await other?.fail(marks),
      await one?.fail(marks),
      await other?.wait(marks),
    ];
    expect(answers).toEqual([0, 0, 300, 300]);
    now = later(299_001);
    expect([await one?.wait(marks), await other?.fail(marks)]).toEqual([1, 1]);
    now = later(300_000);
    expect(await one?.wait(marks)).toBe(0);
  });

  test("without shared counters each instance allows a tenth, then shares again", async () => {
    const options = await emptyDatabase(kind);
    const patient = counterOver(connect(options).attempts).attempts;
    const { attempts: hasty, problems } = counterOver(connect({ ...options, timeoutMs: 1_000 }).attempts);
    const [marks, others] = [[mark(20), mark(200, "address")], [mark(20, "somebody else")]];
    for (let i = 0; i < 19; i++) await patient.fail(marks);
    const lock = await lockTable(options, "attempts");
    expect([await hasty.fail(marks), await hasty.fail(marks), await hasty.fail(marks)]).toEqual([0, 0, 300]);
    expect(problems).toMatchObject(Array(3).fill({ path: "attempts", error: { name: "DatabaseUnavailable" } }));
    expect([await hasty.wait(marks), await hasty.wait(others)]).toEqual([300, 0]);
    await lock.release();
    const waitAfterAnother = async () => {
      await hasty.fail(others);
      return hasty.wait(marks);
    };
    await expect.poll(waitAfterAnother, { timeout: 10_000 }).toBe(0);
    expect([await patient.fail(marks), await patient.fail(marks)]).toEqual([0, 300]);
  });
});

interface Instance {
  readonly attempts: { fail: RateLimit["consume"]; wait(marks: Parameters<RateLimit["wait"]>[0]): Promise<number> };
  readonly problems: readonly Problem[];
}

function counterOver(windows: AttemptWindows, clock = () => NOON): Instance {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const { consume: fail, wait } = createRateLimit({ windows, windowSeconds: 300, clock, report });
  return { attempts: { fail, wait: async (marks) => (await wait(marks)).waitSeconds }, problems };
}
