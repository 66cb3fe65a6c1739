interface Counting {
  /** Whether there may be more than have been counted. */
  readonly hasMore: boolean;
  /** Left out: `session`. */
  readonly one?: string;
}

/** Writes a number of sessions as words that can stand in a sentence. */
export function countOf(count: number, { hasMore, one = "session" }: Counting): string {
  if (hasMore) return `at least ${count} ${one}s`;
  return count === 1 ? `1 ${one}` : `${count} ${one}s`;
}
