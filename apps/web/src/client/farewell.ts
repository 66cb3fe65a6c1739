/** What the login page says to somebody whose session has just ended. */
const FAREWELLS = {
  "logged-out": "You are logged out.",
  elsewhere: "Your session was ended in another tab or on another device.",
  everywhere: "You are logged out on all your devices.",
  everyone: "Everybody is logged out, you included.",
  deleted: "Your account is deleted.",
  expired: "Your session is over. Log in again to go on.",
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
