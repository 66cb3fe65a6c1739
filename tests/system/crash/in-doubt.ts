import { bearer, call, type Tokens } from "@curfew/testing/client";
import type { AppProcess } from "@curfew/web/testing";
import { expect, vi } from "vitest";
import { askToLogIn, askToSignUp, newPerson, outcome, refresh, use } from "../support/person.ts";
import { type ActionInDoubt, act, type Held, keep, type Memory, newestOf } from "./simulated-user.ts";

/** What is to be free again, and over, at the latest when abandoned changes have been finished. */
export type Gone = Pick<Memory, "person" | "held">;

/**
 * Finds out whether an action that was not answered was done. It was, or it was not: nothing in between;
 * and nobody is left outside. An account that may be about to go is answered.
 */
export async function settle(memory: Memory, at: AppProcess): Promise<Gone | null> {
  const { inDoubt } = memory;
  memory.inDoubt = null;
  switch (inDoubt?.action) {
    case undefined:
      return null;
    case "sign up":
      memory.exists = await letsIn(memory, at);
      if (!memory.exists) await act(memory, at, "sign up", null);
      return null;
    case "log in":
      return null;
    case "refresh":
      await act(memory, at, "refresh", inDoubt.about);
      return null;
    case "log out":
    case "revoke":
    case "end all":
      await settleEnding(memory, at);
      return null;
    case "change password":
      await settlePassword(memory, at, inDoubt);
      return null;
    case "delete":
      return settleDeletion(memory, at, inDoubt);
  }
}

/** All of what was asked to end is over, or none of it. */
async function settleEnding({ held }: Memory, at: AppProcess): Promise<void> {
  const unsure = held.filter(({ fate }) => fate === "unsure");
  const outcomes = new Set<string>();
  for (const each of unsure) outcomes.add(await use(at, newestOf(each)));
  expect([...outcomes]).toHaveLength(1);
  const [fate = ""] = outcomes;
  expect(["live", "token_revoked"]).toContain(fate);
  setAll(unsure, fate === "live" ? "live" : "dead");
}

/** One password opens the account, the other one doesn't; with the new one, nothing older lives. */
async function settlePassword(memory: Memory, at: AppProcess, inDoubt: ActionInDoubt): Promise<void> {
  const unsure = memory.held.filter(({ fate }) => fate === "unsure");
  const changed = { ...memory.person, password: memory.nextPassword };
  const isChanged = !(await letsIn(memory, at));
  expect(outcome(await askToLogIn(at, changed))).toBe(isChanged ? "live" : "credentials_invalid");
  if (isChanged) memory.person = changed;
  if (isChanged) setAll(unsure, "dead");
  else await settleRefused(memory, at, inDoubt);
}

/**
 * A change that was not made has ended nothing. Only where the store failed its caller may it have
 * heard what was to be ended, though the change itself was taken back.
 */
async function settleRefused(memory: Memory, at: AppProcess, { refusal }: ActionInDoubt): Promise<void> {
  if (refusal !== null) await settleEnding(memory, at);
  else
    setAll(
      memory.held.filter(({ fate }) => fate === "unsure"),
      "live",
    );
}

async function settleDeletion(memory: Memory, at: AppProcess, inDoubt: ActionInDoubt): Promise<Gone | null> {
  const { person, held } = memory;
  const unsure = held.filter(({ fate }) => fate === "unsure");
  if (await letsIn(memory, at)) {
    await settleRefused(memory, at, inDoubt);
    return null;
  }
  setAll(unsure, "dead");
  Object.assign(memory, { person: newPerson(), exists: false, held: [] });
  return { person, held };
}

/** Whether the account opens with the password; what that gives is kept. */
async function letsIn(memory: Memory, at: AppProcess): Promise<boolean> {
  const answer = await askToLogIn(at, memory.person);
  expect(["live", "credentials_invalid"]).toContain(outcome(answer));
  if (answer.status === 200) keep(memory, answer.data as Tokens);
  return answer.status === 200;
}

function setAll(held: readonly Held[], fate: Held["fate"]): void {
  for (const each of held) each.fate = fate;
}

/** What was answered is so: everything held lives or is over, as it has to be. */
export async function check({ held }: Pick<Memory, "held">, at: AppProcess): Promise<void> {
  for (const { accessTokens, refreshToken, fate } of held) {
    const expected = fate === "live" ? "live" : "token_revoked";
    for (const token of accessTokens.slice(-3)) expect(await use(at, token)).toBe(expected);
    if (fate === "dead") expect(outcome(await refresh(at, refreshToken))).toBe("token_revoked");
  }
}

/** What lives is on the list. What was answered as ended is not; what else is there can be ended. */
export async function checkList(memory: Memory, at: AppProcess): Promise<void> {
  if (!memory.exists) return;
  await act(memory, at, "log in", null);
  const headers = bearer(newestOf(memory.held.at(-1) as Held));
  const list = async () => {
    const { data } = await call(at, "sessions.list", { headers });
    return (data as { id: string }[]).map(({ id }) => id);
  };
  const living = memory.held.filter(({ fate }) => fate === "live").map(({ sessionId }) => sessionId);
  const listed = await list();
  expect(listed).toEqual(expect.arrayContaining(living));
  expect(listed.filter((id) => memory.ended.has(id))).toEqual([]);
  for (const sessionId of listed.filter((id) => !living.includes(id))) {
    expect(outcome(await call(at, "sessions.revoke", { input: { sessionId }, headers }))).toBe("live");
  }
  expect((await list()).sort()).toEqual([...new Set(living)].sort());
}

/** Nothing is left of an account that went: soon its address is free, and its tokens are refused. */
export async function checkGone({ person, held }: Gone, at: AppProcess): Promise<void> {
  const again = { ...newPerson(), email: person.email };
  const isFree = async () => expect(outcome(await askToSignUp(at, again))).toBe("live");
  await vi.waitFor(isFree, { timeout: 10_000, interval: 100 });
  expect(outcome(await askToLogIn(at, again))).toBe("live");
  await check({ held }, at);
}
