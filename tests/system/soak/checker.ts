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
  /** Something that must not happen, seen by a caller. */
  violation(what: string): void;
  /** Something that was tried, and what came of it. */
  count(what: string): void;
  readonly counts: ReadonlyMap<string, number>;
  readonly violations: readonly string[];
}

interface Trouble {
  readonly name: string;
  readonly from: number;
  until: number;
}

interface Line {
  readonly event?: string;
  readonly time?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly route?: string;
  readonly reasons?: string;
  readonly cause?: string;
  readonly trace?: unknown;
}

/** After a trouble is over an answer may still be 503 for `recoveryMs`. */
export function createChecker(recoveryMs: number): Checker {
  const counts = new Map<string, number>();
  const violations: string[] = [];
  const troubles: Trouble[] = [];

  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const violation = (what: string) => {
    count("violations");
    if (violations.length < KEPT) violations.push(`${new Date().toISOString()} ${what} (${lastTrouble()})`);
  };

  const lastTrouble = () => {
    const [last] = troubles;
    if (last === undefined) return "before any trouble";
    const over = Date.now() - last.until;
    return `${last.name}, ${over >= 0 ? `over for ${over} ms` : "under way"}`;
  };

  /** Whether anything was wrong with the store while a request was answered. */
  const isExcused = (endedAt: number, durationMs: number) => {
    return troubles.some(({ from, until }) => from <= endedAt && endedAt - durationMs <= until + recoveryMs);
  };

  const judge = ({ time = "", status, durationMs = 0, route, reasons, cause }: Line) => {
    count(`answered ${status ?? "nothing"}`);
    if (status === undefined || status < 500) return;
    if (status === 503 && isExcused(Date.parse(time), durationMs)) return;
    violation(`${route} was answered ${status} (${reasons}: ${cause}) at ${time} after ${durationMs} ms`);
  };

  return {
    counts,
    violations,
    count,
    violation,
    hear(text) {
      const line = parsed(text);
      if (line.event === "request") judge(line);
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
