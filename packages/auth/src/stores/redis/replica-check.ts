import { codeOf } from "../redact-error.ts";
import type { Connection } from "./connection.ts";

/** Finds out whether a server that once refused a write as a replica takes writes again. */
export interface ReplicaCheck {
  /** The server is a replica, by its own words. */
  suspect(): void;
  /**
   * Rejects with the server's READONLY while it is a replica. Sent just before a call, on the same connection, so that
   * its reply comes first; a server that is under no suspicion is sent nothing.
   */
  check(late: AbortSignal): Promise<void>;
}

/** The code that a replica answers a write with. */
export const READONLY = "READONLY";

/**
 * Creates the check of a connection's server. A replica answers what it is asked to read, and answers late: after a
 * failover it may know nothing of the revocations that its former replica has taken since. `key` names nothing: to
 * delete it is a write that needs no memory.
 */
export function createReplicaCheck(connection: Connection, key: string): ReplicaCheck {
  let isSuspect = false;
  return {
    suspect() {
      isSuspect = true;
    },
    async check(late) {
      if (!isSuspect) return;
      try {
        await connection.send(["del", key], late);
        isSuspect = false;
      } catch (error) {
        if (codeOf(error) === READONLY) throw error;
      }
    },
  };
}
