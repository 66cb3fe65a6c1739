/**
 * What a page may remember in the browser. Storage can be missing, full or forbidden (locked-down browsers, web
 * views): then nothing is remembered, and nothing else goes wrong.
 */
export interface Memory {
  read(): string | null;
  write(value: string): void;
  forget(): void;
}

/**
 * Remembers one value in `localStorage` or `sessionStorage`, under `key`. Never throws.
 *
 * @example
 * const memory = createMemory("sessionStorage", "app.logout-reason");
 * memory.write("expired");
 * const reason = memory.read(); // "expired"; null where nothing can be kept
 */
export function createMemory(kind: "localStorage" | "sessionStorage", key: string): Memory {
  return {
    read: () => attempt(() => globalThis[kind]?.getItem(key)) ?? null,
    write: (value) => void attempt(() => globalThis[kind]?.setItem(key, value)),
    forget: () => void attempt(() => globalThis[kind]?.removeItem(key)),
  };
}

/** Runs what a browser may refuse; undefined if it does. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
