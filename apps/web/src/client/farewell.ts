import { createMemory } from "./storage.ts";

/** What the login page says to somebody whose session has ended. */
const FAREWELLS = {
  "logged-out": "You’ve been logged out.",
  elsewhere: "You were logged out from another tab or device.",
  everywhere: "You’ve been logged out on all devices.",
  everyone: "Everyone has been logged out, including you.",
  "by-administrator": "Everyone was logged out by an administrator.",
  deleted: "Your account has been deleted.",
  expired: "Your session has expired. Log in again to continue.",
} as const;

export type Farewell = keyof typeof FAREWELLS;

const memory = createMemory("sessionStorage", "curfew.farewell");

/** Keeps the sentence until this tab's next login. */
export function rememberFarewell(farewell: Farewell): void {
  memory.write(farewell);
}

export function forgetFarewell(): void {
  memory.forget();
}

/** The sentence to say; null if there is nothing to explain. */
export function readFarewell(): string | null {
  const farewell = memory.read();
  return farewell !== null && Object.hasOwn(FAREWELLS, farewell) ? FAREWELLS[farewell as Farewell] : null;
}
