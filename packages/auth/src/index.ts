export type { LogEntry, Standing, Store, StoreRecord, Tail } from "./blacklist/store.ts";
export { MARK_KEY, StoreError } from "./blacklist/store.ts";
export type { StoreState, Witness } from "./blacklist/witness.ts";
export type { Clock } from "./clock.ts";
export { systemClock } from "./clock.ts";
