/** A place where a wall is broken. */
export interface Breach {
  /** Path and line. */
  readonly at: string;
  readonly problem: string;
  /** What to do instead. */
  readonly instead: string;
}

/** Whether a path is one of these files or below one of these folders. */
export function isUnder(places: readonly string[] | undefined, path: string): boolean {
  return places?.some((place) => path === place || path.startsWith(`${place}/`)) ?? false;
}
