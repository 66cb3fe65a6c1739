import { type Answer, bearer, call, type Tokens } from "@curfew/testing/client";
import { newPerson } from "../../support/person.ts";
import { type Attack, from } from "./hostile.ts";

/** Somebody's call was not answered well, as happens while the store fails. */
class Refused extends Error {}

function tokensOf({ status, data }: Answer): Tokens {
  if (status !== 200) throw new Refused();
  return data as Tokens;
}

/** Steals a refresh token and comes too late with it: then the session is over for the thief and for the owner. */
export const reuse: Attack = async ({ chance, steady, frail, checker }) => {
  const at = chance.oneOf([steady, frail()]);
  const ask = (procedure: string, input: unknown) => call(at, procedure, { input, headers: from(chance) });
  const refresh = async ({ refreshToken }: Tokens) => ask("auth.refresh", { refreshToken });
  try {
    const person = newPerson();
    tokensOf(await ask("auth.signup", { ...person, name: "Ann" }));
    const stolen = tokensOf(await ask("auth.token", person));
    const newest = tokensOf(await refresh(tokensOf(await refresh(stolen))));
    const { status, reason } = await refresh(stolen);
    checker.count(`stolen: ${reason ?? status}`);
    if (status === 503) return;
    if (status !== 401) checker.violation(`WRONG ACCEPT: a refresh token two uses old was answered ${status}`);
    const owner = await call(at, "account.me", { headers: bearer(newest.accessToken) });
    if (owner.status === 200) checker.violation("WRONG ACCEPT: a session whose refresh token was reused lives on");
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    checker.count("stolen: nothing");
  }
};
