import { setTimeout as sleep } from "node:timers/promises";
import { bearer, call, type Tokens } from "@curfew/testing/client";
import type { AppProcess } from "@curfew/web/testing";
import { expect } from "vitest";
import { logIn, logOut, outcome, type Person, refresh, signUp, tokensOf, use } from "../support/person.ts";

/** Logins of two people, of which some are ended, each in another way. */
export interface Victims {
  readonly person: Person;
  /** All of them. */
  readonly logins: readonly Tokens[];
  /** The one that is left over. */
  readonly innocent: Tokens;
  /** Ends what is to be ended; what is left over lives on. */
  end(at: AppProcess): Promise<void>;
  /** Refresh tokens and access tokens that were taken back. */
  readonly ended: readonly Call[];
}

/** Something done with a token; resolves with `live`, or why it is refused. */
export type Call = (at: AppProcess) => Promise<string>;

export async function createVictims(at: AppProcess): Promise<Victims> {
  const [person, other] = [await signUp(at), await signUp(at)];
  const [loggedOut, takenBack, used, innocent] = [
    ...[await logIn(at, person), await logIn(at, person)],
    ...[await logIn(at, person), await logIn(at, person)],
  ] as const;
  const ousted = await logIn(at, other);
  return {
    person,
    logins: [loggedOut, takenBack, used, innocent, ousted],
    innocent,
    async end(at) {
      expect(outcome(await logOut(at, loggedOut.accessToken))).toBe("live");
      expect(outcome(await call(at, "auth.revoke", { input: { token: takenBack.accessToken } }))).toBe("live");
      tokensOf(await refresh(at, tokensOf(await refresh(at, used.refreshToken)).refreshToken));
      const headers = bearer(ousted.accessToken);
      expect(outcome(await call(at, "sessions.revokeAll", { input: null, headers }))).toBe("live");
    },
    ended: [
      ...[loggedOut, takenBack, ousted].map(
        ({ accessToken }) =>
          (at: AppProcess) =>
            use(at, accessToken),
      ),
      ...[loggedOut, used, ousted].map((tokens) => (at: AppProcess) => refreshed(at, tokens)),
    ],
  };
}

/** What becomes of a refresh with this token. */
export async function refreshed(at: AppProcess, { refreshToken }: Tokens): Promise<string> {
  return outcome(await refresh(at, refreshToken));
}

/** Tries again and again until told to stop. Resolves with everything that ever came of it. */
export function pester(apps: readonly AppProcess[], calls: readonly Call[]): () => Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  let stopped = false;
  const loop = async (at: AppProcess) => {
    while (!stopped) {
      for (const call of calls) seen.add(await call(at));
      await sleep(5);
    }
  };
  const loops = Promise.all(apps.map(loop));
  return async () => {
    stopped = true;
    await loops;
    return seen;
  };
}
