import type { Load } from "./formulas.ts";

const DAY_SECONDS = 86_400;

/** Each user logs in twice a month; a session is used for ten days, three times a day; half of them end by a logout. */
export function service(users: number): Load {
  return {
    users,
    loginRate: 2 / (30 * DAY_SECONDS),
    useSeconds: 10 * DAY_SECONDS,
    visitRate: 3 / DAY_SECONDS,
    requestsPerVisit: 20,
    logoutPart: 0.5,
    refreshSeconds: 14 * DAY_SECONDS,
    sessionSeconds: 90 * DAY_SECONDS,
    toleranceSeconds: 5,
  };
}

/** The same life, shorter: what a simulation of minutes can bring to equilibrium. */
export const SIMULATED: Load = {
  ...service(1),
  users: 30,
  loginRate: 1 / DAY_SECONDS,
  useSeconds: 1.5 * DAY_SECONDS,
  requestsPerVisit: 2,
  refreshSeconds: 2 * DAY_SECONDS,
  sessionSeconds: 6 * DAY_SECONDS,
};
