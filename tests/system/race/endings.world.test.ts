import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase } from "@curfew/db";
import { type Answer, bearer, call, claimsOf, type Tokens } from "@curfew/testing/client";
import { times } from "@curfew/testing/effort";
import { type AppProcess, takeTime } from "@curfew/web/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Chance, createChance } from "../support/chance.ts";
import {
  askToLogIn,
  changePassword,
  logIn,
  newPassword,
  outcome,
  type Person,
  refresh,
  signUp,
  tokensOf,
  use,
  useBoth,
} from "../support/person.ts";
import { openService, PLACES, type Service } from "../support/service.ts";

takeTime();

/** How long a login takes, and with that how far apart two things may be that are to happen at once. */
const SPREAD_MS = 30;

/** Somebody, and one of their sessions. */
interface Ended extends Person {
  readonly id: string;
  readonly tokens: Tokens;
}

/** What people send to end their own sessions. */
const INPUTS = {
  "sessions.revokeAll": () => null,
  "account.changePassword": ({ password }: Ended) => ({ currentPassword: password, newPassword: newPassword() }),
  "account.delete": ({ password }: Ended) => ({ currentPassword: password }),
} as const;

describe.each(PLACES)("two processes, blacklist %s", (place) => {
  let service: Service;
  let a: AppProcess;
  let b: AppProcess;
  let admin: Person;
  let chance: Chance;

  beforeAll(async () => {
    chance = createChance(`races of endings, ${place}`);
    service = await openService(place);
    [a, b] = await service.startTwo();
    admin = await signUp(a);
    const { users, close } = createDatabase({ url: null, directory: service.folder });
    await users.grantAdmin(admin.email);
    await close();
  });
  afterAll(() => service.close());

  const soon = () => sleep(chance.between(0, SPREAD_MS));

  /** Prepares an ending that is done by an administrator. */
  const byAdmin = (procedure: string) => async (person: Ended) => {
    const { accessToken } = await logIn(a, admin);
    const input = procedure === "endEverything" ? null : { userId: person.id };
    return () => call(a, `admin.${procedure}`, { input, headers: bearer(accessToken) });
  };
  const byThemselves = (procedure: keyof typeof INPUTS) => async (person: Ended) => {
    const input = INPUTS[procedure](person);
    return () => call(a, procedure, { input, headers: bearer(person.tokens.accessToken) });
  };

  const somebody = async (): Promise<Ended> => {
    const { email, password } = await signUp(a);
    const tokens = await logIn(b, { email, password });
    return { email, password, tokens, id: claimsOf(tokens.accessToken).sub };
  };

  /** A session lives or does not: for each process, for its own list, and for a refresh. */
  const fateOf = async ({ accessToken, refreshToken }: Tokens): Promise<string> => {
    const list = await call(b, "sessions.list", { headers: bearer(accessToken) });
    const { sid } = claimsOf(accessToken);
    const isListed = ((list.data ?? []) as { id: string }[]).some(({ id }) => id === sid);
    const fate = await use(a, accessToken);
    expect([await use(b, accessToken), outcome(list), isListed]).toEqual([fate, fate, fate === "live"]);
    expect(outcome(await refresh(b, refreshToken))).toBe(fate);
    return fate;
  };

  test.for([
    ["sessions.revokeAll", byThemselves("sessions.revokeAll")],
    ["admin.endSessions", byAdmin("endSessions")],
    ["admin.endEverything", byAdmin("endEverything")],
  ] as const)("A login that races %s lives or does not, nothing between", async ([, prepare]) => {
    for (let round = 0; round < times(4); round++) {
      const person = await somebody();
      const end = await prepare(person);
      const logins = [a, b, a, b, a, b].map((at) => soon().then(() => logIn(at, person)));
      expect((await soon().then(end)).status).toBe(200);
      for (const tokens of await Promise.all(logins)) expect(["live", "token_revoked"]).toContain(await fateOf(tokens));
      expect(await fateOf(person.tokens)).toBe("token_revoked");
      expect(await fateOf(await logIn(b, person))).toBe("live");
    }
  });

  test.for([
    ["account.changePassword", byThemselves("account.changePassword")],
    ["account.delete", byThemselves("account.delete")],
    ["admin.suspend", byAdmin("suspend")],
  ] as const)("A login that races %s is refused or over", async ([, prepare]) => {
    for (let round = 0; round < times(4); round++) {
      const person = await somebody();
      const end = await prepare(person);
      const logins = [a, b, a, b].map((at) => soon().then(() => askToLogIn(at, person)));
      expect((await soon().then(end)).status).toBe(200);
      for (const answer of await Promise.all(logins)) {
        expect(["live", "credentials_invalid"]).toContain(outcome(answer));
        if (answer.status === 200) expect(await fateOf(tokensOf(answer))).toBe("token_revoked");
      }
      expect(outcome(await askToLogIn(b, person))).toBe("credentials_invalid");
    }
  });

  test("A login with the new password survives the racing password change", async () => {
    let person: Person = await somebody();
    for (let round = 0; round < times(6); round++) {
      const { accessToken } = await logIn(a, person);
      const next = { ...person, password: newPassword() };
      const changing = changePassword(a, accessToken, person.password, next.password);
      let isOver = false;
      const logins: Answer[] = [];
      const logInAgain = async () => {
        while (!isOver) logins.push(await askToLogIn(b, next));
      };
      const trying = [logInAgain(), logInAgain(), logInAgain()];
      const changed = await changing;
      isOver = true;
      await Promise.all(trying);
      expect(await fateOf(tokensOf(changed))).toBe("live");
      for (const login of logins.filter(({ status }) => status === 200)) {
        expect(await fateOf(tokensOf(login))).toBe("live");
      }
      person = next;
    }
  });

  test.for([
    ["sessions.revokeAll", byThemselves("sessions.revokeAll")],
    ["account.delete", byThemselves("account.delete")],
    ["admin.endSessions", byAdmin("endSessions")],
    ["admin.suspend", byAdmin("suspend")],
    ["admin.endEverything", byAdmin("endEverything")],
  ] as const)("What %s has ended no password change carries over", async ([, prepare]) => {
    for (let round = 0; round < times(4); round++) {
      const person = await somebody();
      const changer = await logIn(b, person);
      const end = await prepare(person);
      const changing = soon().then(() => changePassword(b, changer.accessToken, person.password, newPassword()));
      const ended = await soon().then(end);
      const changed = await changing;
      expect(["live", "token_revoked", "password_wrong"]).toContain(outcome(changed));
      const given = changed.status === 200 ? [tokensOf(changed)] : [];
      // The password change may have been first: then it was this that was refused.
      expect(ended.status === 200 || changed.status === 200).toBe(true);
      if (ended.status !== 200) continue;
      for (const tokens of [changer, person.tokens, ...given]) {
        expect(await useBoth(a, tokens)).toEqual(["token_revoked", "token_revoked"]);
        expect(await useBoth(b, tokens)).toEqual(["token_revoked", "token_revoked"]);
      }
    }
  });

  test("Of two concurrent password changes one succeeds, with its session", async () => {
    for (let round = 0; round < times(6); round++) {
      const person = await somebody();
      const [one, two] = [await logIn(a, person), await logIn(b, person)];
      const [first, second] = [newPassword(), newPassword()];
      const answers = await Promise.all([
        soon().then(() => changePassword(a, one.accessToken, person.password, first)),
        soon().then(() => changePassword(b, two.accessToken, person.password, second)),
      ]);
      const won = answers.filter(({ status }) => status === 200);
      const lost = answers.filter(({ status }) => status !== 200).map(outcome);
      expect([won.length, lost.length]).toEqual([1, 1]);
      expect(["password_wrong", "token_revoked"]).toContain(lost[0]);
      for (const answer of won) expect(await fateOf(tokensOf(answer))).toBe("live");
      for (const tokens of [one, two, person.tokens]) expect(await fateOf(tokens)).toBe("token_revoked");
      const password = answers[0].status === 200 ? first : second;
      expect(await fateOf(await logIn(a, { ...person, password }))).toBe("live");
    }
  });
});
