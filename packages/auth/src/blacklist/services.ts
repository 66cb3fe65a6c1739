import type { Clock } from "../clock.ts";
import type { Instance } from "./checkpoint.ts";
import type { CheckpointTracker } from "./checkpoint-tracker.ts";
import type { LogReplica } from "./log-replica.ts";
import type { Longest } from "./longest.ts";
import type { RollbackGuard } from "./rollback-guard.ts";
import type { Store } from "./store.ts";
import type { StoreRepair } from "./store-repair.ts";

/** What every question and every write of a blacklist works with; one set for each blacklist. */
export interface BlacklistServices {
  /** One that keeps the deadline, and rejects with `Unavailable`. */
  readonly store: Store;
  readonly storeRepair: StoreRepair;
  readonly guard: RollbackGuard;
  readonly tracker: CheckpointTracker;
  /** Null where no staleness is allowed. */
  readonly replica: LogReplica | null;
  readonly longest: Longest;
  /** This process. */
  readonly instance: Instance;
  readonly clock: Clock;
  readonly toleranceSeconds: number;
  /** The keys that tokens are accepted of now. */
  readonly keyIds: () => readonly string[];
}
