/** What the login page says to somebody whose session has just ended. */
const FAREWELLS = {
  "logged-out": "You’ve been logged out.",
  elsewhere: "You were logged out from another tab or device.",
  everywhere: "You’ve been logged out on all devices.",
  everyone: "Everyone has been logged out, including you.",
  deleted: "Your account has been deleted.",
  expired: "Your session has expired. Log in again to continue.",
} as const;

export type Farewell = keyof typeof FAREWELLS;

const KEY = "curfew.farewell";

export function rememberFarewell(farewell: Farewell): void {
  sessionStorage.setItem(KEY, farewell);
}

/** The sentence to say, once. */
export function takeFarewell(): string | null {
  const farewell = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return farewell !== null && Object.hasOwn(FAREWELLS, farewell) ? FAREWELLS[farewell as Farewell] : null;
}
