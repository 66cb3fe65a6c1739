/** So many violations are kept with their particulars; all are counted. */
const KEPT = 50;

/**
 * Judges everything that the processes of one service answer, by their own logs, and counts what
 * callers found to be wrong. Holds ids and words, never a token.
 */
export interface Checker {
  /** Takes in a line that a process has logged. */
  hear(line: string): void;
  /** A trouble begins; what this gives back is to be called when it is over. */
  trouble(name: string): () => void;
  /** Whether the store was in trouble at any time since then, milliseconds since 1970. */
  wasTroubledSince(time: number): boolean;
  /** The machine was too busy meanwhile, milliseconds since 1970: a 503 around that time tells nothing. */
  strained(from: number, until: number): void;
  /** Something that must not happen, seen by a caller. */
  violation(what: string): void;
  /** Something that was tried, and what came of it. */
  count(what: string): void;
  readonly counts: ReadonlyMap<string, number>;
  readonly violations: readonly string[];
  /** How long after a trouble was over the last 503 came, milliseconds: the longest of all. */
  readonly longestRecoveryMs: number;
}

interface Trouble {
  readonly name: string;
  readonly from: number;
  until: number;
}

/** A 503 that nothing excuses but a machine that was too busy, which is known a moment later. */
interface Suspect {
  readonly from: number;
  readonly until: number;
  readonly text: string;
}

interface Line {
  readonly event?: string;
  readonly time?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly route?: string;
  readonly reasons?: string;
  readonly cause?: string;
  readonly message?: string;
  readonly trace?: unknown;
}

/** Of these events none may come: nobody but an administrator logs everyone out, and nobody swaps the store or the database. */
const NEVER = [
  ...["blacklist_forgot", "blacklist_forgot_again", "blacklist_stray", "blacklist_shared"],
  "blacklist_database_restored",
];

/** Strain is noticed a while before and after what suffers from it. */
const STRAIN_MS = 5_000;

/** Records that are given back within the time for any recovery; more take longer, a million of them a minute. */
const FEW_RECORDS = 10_000;
const MS_PER_RECORD = 58_000 / 990_000;

/** After a trouble is over an answer may still be 503 for `recoveryMs`, and longer where many records are given back. */
export function createChecker(recoveryMs: number): Checker {
  const counts = new Map<string, number>();
  const violations: string[] = [];
  const troubles: Trouble[] = [];
  const strains: { readonly from: number; readonly until: number }[] = [];
  let suspects: Suspect[] = [];
  let restored = 0;
  let longestRecoveryMs = 0;

  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const worded = (what: string) => `${new Date().toISOString()} ${what} (${lastTrouble()})`;
  const violation = (what: string) => {
    count("violations");
    if (violations.length < KEPT) violations.push(worded(what));
  };

  const isGuilty = ({ from, until }: Suspect) =>
    !strains.some((strain) => strain.from - STRAIN_MS <= until && from <= strain.until + STRAIN_MS);
  const suspect = (from: number, until: number, what: string) => {
    count("503s without a trouble of the store");
    suspects = suspects.filter(isGuilty);
    if (suspects.length < KEPT) suspects.push({ from, until, text: worded(what) });
  };

  const lastTrouble = () => {
    const [last] = troubles;
    if (last === undefined) return "before any trouble";
    const over = Date.now() - last.until;
    return `${last.name}, ${over >= 0 ? `over for ${over} ms` : "under way"}`;
  };

  const graceMs = () => recoveryMs + Math.max(0, restored - FEW_RECORDS) * MS_PER_RECORD;

  /** Whether anything was wrong with the store while a request was answered. */
  const isExcused = (endedAt: number, durationMs: number) => {
    return troubles.some(({ from, until }) => from <= endedAt && endedAt - durationMs <= until + graceMs());
  };

  const judge = ({ time = "", status, durationMs = 0, route, reasons, cause }: Line) => {
    count(`answered ${status ?? "nothing"}`);
    if (status === undefined || status < 500) return;
    const endedAt = Date.parse(time);
    const what = `${route} was answered ${status} (${reasons}: ${cause}) at ${time} after ${durationMs} ms`;
    if (status !== 503) return violation(what);
    if (!isExcused(endedAt, durationMs)) return suspect(endedAt - durationMs, endedAt, what);
    const last = troubles.find(({ from }) => from <= endedAt);
    if (last !== undefined) longestRecoveryMs = Math.max(longestRecoveryMs, endedAt - last.until);
  };

  const judgeEvent = ({ event = "", message = "" }: Line) => {
    if (NEVER.includes(event)) violation(`${event}: ${message}`);
    if (event !== "blacklist_recovered") return;
    count("recoveries");
    restored = Number(/given back (\d+)/.exec(message)?.[1] ?? 0);
  };

  return {
    counts,
    get violations() {
      return [...violations, ...suspects.filter(isGuilty).map(({ text }) => text)];
    },
    get longestRecoveryMs() {
      return longestRecoveryMs;
    },
    count,
    violation,
    strained(from, until) {
      strains.unshift({ from, until });
      strains.length = Math.min(strains.length, KEPT);
    },
    wasTroubledSince: (time) => troubles.some(({ until }) => until >= time),
    hear(text) {
      const line = parsed(text);
      if (line.event === "request") judge(line);
      else judgeEvent(line);
      if (line.trace !== undefined) violation(`a fault of our own: ${text}`);
    },
    trouble(name) {
      const trouble: Trouble = { name, from: Date.now(), until: Number.POSITIVE_INFINITY };
      troubles.unshift(trouble);
      troubles.length = Math.min(troubles.length, KEPT);
      count(`trouble: ${name}`);
      return () => {
        trouble.until = Date.now();
      };
    },
  };
}

/** Next.js says a word of its own when it starts; ours are JSON. */
function parsed(text: string): Line {
  return text.startsWith("{") ? (JSON.parse(text) as Line) : {};
}
