/**
 * Something that has to be asked can't be asked now; nothing was decided. `blacklist`: the store,
 * `witness`: the place that remembers the store's highest state, `keys`: the place that publishes them, or has one to sign with.
 */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
  readonly dependency: "blacklist" | "witness" | "keys";
  constructor(dependency: "blacklist" | "witness" | "keys", cause?: unknown) {
    super(`the ${dependency} is unavailable`, { cause });
    this.dependency = dependency;
  }
}
