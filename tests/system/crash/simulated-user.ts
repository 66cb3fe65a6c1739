import { type Answer, bearer, call, claimsOf, type Tokens } from "@curfew/testing/client";
import type { AppProcess } from "@curfew/web/testing";
import { expect } from "vitest";
import type { Chance } from "../support/chance.ts";
import {
  askToLogIn,
  askToSignUp,
  changePassword,
  logOut,
  newPassword,
  newPerson,
  outcome,
  type Person,
  refresh,
  tokensOf,
} from "../support/person.ts";

/** What somebody holds of one session, and whether it has to live. */
export interface Held {
  readonly sessionId: string;
  /** All there were, the newest last. */
  readonly accessTokens: string[];
  /** The newest. */
  refreshToken: string;
  /** `unsure`: its end was asked for, and no answer came. */
  fate: "live" | "dead" | "unsure";
}

export type UserAction =
  | "sign up"
  | "log in"
  | "refresh"
  | "log out"
  | "revoke"
  | "end all"
  | "change password"
  | "delete";

/** An action that may be done or not. */
export interface ActionInDoubt {
  readonly action: UserAction;
  /** The session it was about. */
  readonly about: Held | null;
  /** How it was answered; null if it was not. */
  readonly refusal: string | null;
}

/** What somebody knows of their own account and sessions. */
export interface Memory {
  person: Person;
  exists: boolean;
  held: Held[];
  /** What the last password change was to. */
  nextPassword: string;
  inDoubt: ActionInDoubt | null;
  /** Sessions whose end was answered. */
  readonly ended: Set<string>;
}

export function newMemory(): Memory {
  return { person: newPerson(), exists: false, held: [], nextPassword: "", inDoubt: null, ended: new Set() };
}

function livingOf({ held }: Memory): Held[] {
  return held.filter(({ fate }) => fate === "live");
}

export function newestOf({ accessTokens }: Held): string {
  return accessTokens.at(-1) ?? "";
}

export function keep(memory: Memory, { accessToken, refreshToken }: Tokens): void {
  const { sid: sessionId } = claimsOf(accessToken);
  memory.held.push({ sessionId, accessTokens: [accessToken], refreshToken, fate: "live" });
}

/**
 * Does something, and remembers what it is answered, which has to be good. Without an answer, or with
 * the store down, it is in doubt: nothing else may be done until that is settled.
 */
export async function act(memory: Memory, at: AppProcess, action: UserAction, about: Held | null): Promise<void> {
  memory.nextPassword = newPassword();
  const ending = endedBy(memory, action, about);
  for (const held of ending) held.fate = "unsure";
  const answer = await asked(memory, at, action, about).catch(() => null);
  if (answer === null || answer.status === 503) {
    memory.inDoubt = { action, about, refusal: answer && outcome(answer) };
    return;
  }
  expect([action, outcome(answer)]).toEqual([action, "live"]);
  for (const held of ending) {
    held.fate = "dead";
    memory.ended.add(held.sessionId);
  }
  remember(memory, action, about, answer);
}

function asked(memory: Memory, at: AppProcess, action: UserAction, about: Held | null): Promise<Answer> {
  const { person, nextPassword } = memory;
  const token = about === null ? "" : newestOf(about);
  const headers = bearer(token);
  switch (action) {
    case "sign up":
      return askToSignUp(at, person);
    case "log in":
      return askToLogIn(at, person);
    case "refresh":
      return refresh(at, about?.refreshToken ?? "");
    case "log out":
      return logOut(at, token);
    case "revoke":
      return call(at, "auth.revoke", { input: { token: about?.refreshToken } });
    case "end all":
      return call(at, "sessions.revokeAll", { input: null, headers });
    case "change password":
      return changePassword(at, token, person.password, nextPassword);
    case "delete":
      return call(at, "account.delete", { input: { currentPassword: person.password }, headers });
  }
}

/** Everything held that is over when this is done. */
function endedBy(memory: Memory, action: UserAction, about: Held | null): Held[] {
  if (action === "log out" || action === "revoke") return about === null ? [] : [about];
  return ["end all", "change password", "delete"].includes(action) ? livingOf(memory) : [];
}

function remember(memory: Memory, action: UserAction, about: Held | null, answer: Answer): void {
  if (action === "sign up") memory.exists = true;
  if (action === "delete") memory.exists = false;
  if (action === "log in") keep(memory, tokensOf(answer));
  if (action === "refresh" && about !== null) {
    const { accessToken, refreshToken } = tokensOf(answer);
    about.accessTokens.push(accessToken);
    about.refreshToken = refreshToken;
  }
  if (action === "change password") {
    // The session goes on with other tokens.
    memory.ended.delete(about?.sessionId ?? "");
    memory.person = { ...memory.person, password: memory.nextPassword };
    keep(memory, tokensOf(answer));
  }
}

const OFTEN: readonly UserAction[] = ["refresh", "refresh", "log out", "change password"];
const ACTIONS: readonly UserAction[] = [...OFTEN, ...OFTEN, "revoke", "end all", "delete"];
const SESSIONS = 3;

/** Has a session, as most people have most of the time. */
export async function settleIn(memory: Memory, at: AppProcess): Promise<void> {
  if (memory.exists && livingOf(memory).length === 0) await act(memory, at, "log in", null);
}

/** Does what people do, by chance, until it is over or an action is left in doubt. */
export async function live(memory: Memory, at: AppProcess, chance: Chance, isOver: () => boolean): Promise<void> {
  while (!isOver() && memory.inDoubt === null) {
    const living = livingOf(memory);
    const wantsMore = living.length < SESSIONS && chance.between(1, 4) === 1;
    if (!memory.exists) await act(memory, at, "sign up", null);
    else if (living.length === 0 || wantsMore) await act(memory, at, "log in", null);
    else await act(memory, at, chance.oneOf(ACTIONS), chance.oneOf(living));
  }
}
