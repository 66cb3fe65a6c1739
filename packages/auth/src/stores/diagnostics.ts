import type { Store } from "../blacklist/store.ts";

/** A store that can tell how much it holds. */
export interface Sized extends Store {
  /**
   * How many records there are under the store's prefix, dead ones that aren't cleared away yet included. A
   * server only tells how much there is in its database, other prefixes and programs included. Null if it
   * would take long to count. Rejects with StoreError.
   */
  size(): Promise<number | null>;
}

/** A store that can tell how its server is set up. */
export interface DiagnosableStore extends Sized {
  /**
   * What an operator should change on the server, a sentence each; empty if nothing is known to be
   * wrong. Rejects with StoreError if the server can't be asked. For the start and now and then.
   */
  diagnose(): Promise<readonly string[]>;
  /** The server's time. Rejects with StoreError if it can't be asked. */
  time(): Promise<Date>;
}

/**
 * Reads the server's INFO, and its `save` setting where it tells that (null: it doesn't). Fields a
 * server leaves out say nothing.
 */
export function diagnosticsOf(info: string, save: string | null): readonly string[] {
  const field = (name: string) => fieldOf(info, name);
  const advice: string[] = [];
  const policy = field("maxmemory_policy");
  if (policy !== undefined && policy !== "noeviction") {
    advice.push(`maxmemory-policy is ${policy}: under memory pressure revocations are lost. Set it to noeviction.`);
  }
  if (field("aof_enabled") === "0" && save !== null) {
    advice.push(
      save === ""
        ? "Persistence is off: a restart loses all revocations. Set appendonly to yes."
        : "Only snapshots are kept: a crash loses the latest revocations. Set appendonly to yes.",
    );
  }
  if (isReplica(info)) {
    advice.push(
      "The server is a replica: it takes no revocations and tells of those elsewhere late. While it is one, protected requests are " +
        "answered 503. Connect to its primary.",
    );
  }
  return advice;
}

/** Tells whether INFO is of a server that only takes writes from another one. */
export function isReplica(info: string): boolean {
  return fieldOf(info, "role") === "slave";
}

function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:([^\\r\\n]*)`, "m").exec(info)?.[1];
}
