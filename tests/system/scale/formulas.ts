/** What a service's users do, and for how long things live. Times are seconds, rates are per second. */
export interface Load {
  readonly users: number;
  /** Logins of one user. */
  readonly loginRate: number;
  /** Between a session's login and its last use, on average. */
  readonly useSeconds: number;
  /** Visits of a session that is in use; each begins with a refresh, because the access token is over. */
  readonly visitRate: number;
  /** Requests of one visit. */
  readonly requestsPerVisit: number;
  /** The part of the sessions that ends by a logout, at its last use. */
  readonly logoutPart: number;
  readonly refreshSeconds: number;
  readonly sessionSeconds: number;
  readonly toleranceSeconds: number;
}

export type Figures = Readonly<Record<Figure, number>>;

/** What is counted: what happens in a second, and what stands at any moment. */
export type Figure =
  | "logins"
  | "refreshes"
  | "logouts"
  | "requests"
  | "commands"
  | "sessionEntries"
  | "refreshEntries"
  | "journalRows";

const DAY_SECONDS = 86_400;

/** A record outlives what it speaks against by so long, beside the tolerance. */
const MARGIN_SECONDS = 60;

/** What each takes of the store: one question; two steps after a question; one question of the primary; a question, a write and a note of the checkpoint. */
const COMMANDS = { request: 1, refresh: 3, login: 1, logout: 3 };

/** Works out what a load comes to, in equilibrium. What stands is its rate times its life (Little's law). */
export function figuresOf(load: Load): Figures {
  const { users, loginRate, useSeconds: use, visitRate, logoutPart, sessionSeconds } = load;
  const logins = users * loginRate;
  // Uses are exponential: the longest are cut off by the session's end.
  const cut = Math.exp(-sessionSeconds / use);
  const used = use * (1 - cut);
  const visits = logins * visitRate * used;
  const logouts = logins * logoutPart * (1 - cut);
  const left = sessionSeconds - (used - sessionSeconds * cut) / (1 - cut);
  const recordLife = left + load.toleranceSeconds + MARGIN_SECONDS;
  const requests = visits * load.requestsPerVisit;
  const { request, refresh, login, logout } = COMMANDS;
  return {
    logins,
    refreshes: visits,
    logouts,
    requests,
    commands: request * requests + refresh * visits + login * logins + logout * logouts,
    sessionEntries: logouts * recordLife,
    refreshEntries: logins * refreshedLife(load, used),
    journalRows: logouts * (recordLife + DAY_SECONDS),
  };
}

/**
 * How long a session has a refresh record, on average: from its first visit to its last, and a refresh token's life after
 * that. A session without a visit has none. Visits are a Poisson process within an exponential use.
 */
function refreshedLife({ visitRate, refreshSeconds, toleranceSeconds }: Load, used: number): number {
  const visits = visitRate * used;
  const hasAny = visits / (1 + visits);
  const between = (visits * used) / (1 + visits);
  return hasAny * (between + refreshSeconds + toleranceSeconds + MARGIN_SECONDS);
}
