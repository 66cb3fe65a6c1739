import { type Farewell, rememberFarewell } from "./farewell.ts";

/**
 * Leaves for the login page by a full navigation that takes this page out of the history: nothing
 * of what it showed stays in memory.
 */
export function leave(farewell: Farewell): void {
  rememberFarewell(farewell);
  location.replace("/login");
}
