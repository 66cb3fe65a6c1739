import { type Answer, bearer, call, type Tokens } from "@curfew/testing/client";
import type { AppProcess } from "@curfew/web/testing";
import { askToLogIn, askToSignUp, newPerson, type Person, refresh } from "../support/person.ts";
import { STALENESS_MS } from "./arena.ts";
import type { Attack, Field } from "./hostile/hostile.ts";

/** A session that nobody ends but an administrator who ends all of them. */
interface Stay {
  tokens: Tokens;
  /** When its login was asked for, and when it was answered. */
  readonly askedAt: number;
  readonly answeredAt: number;
  /** A refresh was not answered well: the same token has to be good for it again. */
  isRefreshing: boolean;
}

/**
 * Creates somebody who logs in once and stays, at every process: whatever the store loses, no answer may be a 401. Calling it
 * does one thing, as an attack does.
 */
export function createLoyalUser(): Attack {
  const person = newPerson();
  let stay: Stay | null = null;
  let hasAccount = false;
  return async (field) => {
    hasAccount ||= await hasSignedUp(field, person);
    stay ??= hasAccount ? await logIn(field, person) : null;
    if (stay !== null && !(await isLive(field, stay))) stay = null;
  };
}

async function hasSignedUp({ steady }: Field, person: Person): Promise<boolean> {
  const { status } = await askToSignUp(steady, person);
  return status === 200 || status === 409;
}

async function logIn({ steady }: Field, person: Person): Promise<Stay | null> {
  const askedAt = Date.now();
  const { status, data } = await askToLogIn(steady, person);
  if (status !== 200) return null;
  return { tokens: data as Tokens, askedAt, answeredAt: Date.now(), isRefreshing: false };
}

/** Asks for something. Resolves with whether the session goes on. */
async function isLive(field: Field, stay: Stay): Promise<boolean> {
  const at = field.chance.oneOf([field.steady, field.late, field.frail()]);
  const askedAt = Date.now();
  const isRefresh = stay.isRefreshing || field.chance.between(1, 5) === 1;
  const answer = await (isRefresh ? renew(at, stay) : ask(at, stay));
  const what = isRefresh ? "a refresh" : "a call";
  field.checker.count(`loyal user, ${what}: ${answer.reason ?? answer.status}`);
  if (answer.status === 401) judgeRefusal(field, stay, `${what} was answered 401 ${answer.reason}`);
  else if (answer.status === 200) judgeAcceptance(field, stay, { at, askedAt });
  else if (answer.status !== 503)
    field.checker.violation(`a loyal user was answered ${answer.status} ${answer.reason}`);
  return answer.status !== 401;
}

function ask(at: AppProcess, { tokens }: Stay): Promise<Answer> {
  return call(at, "account.me", { headers: bearer(tokens.accessToken) });
}

async function renew(at: AppProcess, stay: Stay): Promise<Answer> {
  stay.isRefreshing = true;
  const answer = await refresh(at, stay.tokens.refreshToken);
  if (answer.status === 200) Object.assign(stay, { tokens: answer.data as Tokens, isRefreshing: false });
  return answer;
}

function judgeRefusal({ renewal, checker }: Field, { askedAt }: Stay, what: string): void {
  if (askedAt > renewal().answeredAt) checker.violation(`WRONG 401: ${what} in a session that nobody ended`);
}

interface Asked {
  readonly at: AppProcess;
  readonly askedAt: number;
}

function judgeAcceptance({ renewal, late, checker }: Field, { answeredAt }: Stay, { at, askedAt }: Asked): void {
  const ended = renewal();
  const inForceAt = ended.answeredAt + (at === late ? STALENESS_MS : 0);
  if (answeredAt < ended.askedAt && inForceAt < askedAt) {
    checker.violation("WRONG ACCEPT: a session goes on that was ended with all others");
  }
}
