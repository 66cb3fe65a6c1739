import { bearer, call, claimsOf } from "@curfew/testing/client";
import { type AppProcess, takeTime } from "@curfew/web/testing";
import { expect, test } from "vitest";
import { logIn, logOut, outcome, refresh, signUp, tokensOf, use, useBoth } from "../support/person.ts";
import { openService, PLACES } from "../support/service.ts";

takeTime();

test.each(PLACES)("A kill between two steps of a login changes nothing: %s", async (place) => {
  const service = await openService(place);
  let app: AppProcess = await service.start();

  /** Kills the app, and the store where it is a server, and starts both again. */
  const restart = async () => {
    await app.kill();
    await service.redis?.kill();
    await service.redis?.restart();
    app = await service.start();
  };

  try {
    const person = await signUp(app);
    await restart();
    const kept = await logIn(app, person);
    const stolen = await logIn(app, person);
    await restart();
    const second = tokensOf(await refresh(app, kept.refreshToken));
    const stolenNext = tokensOf(await refresh(app, stolen.refreshToken));
    await restart();
    // The immediate predecessor still has the same successor, and both sessions live.
    const repeated = tokensOf(await refresh(app, kept.refreshToken));
    expect(claimsOf(repeated.refreshToken).jti).toBe(claimsOf(second.refreshToken).jti);
    tokensOf(await refresh(app, stolenNext.refreshToken));
    await restart();
    // What is older ends the session.
    expect(outcome(await refresh(app, stolen.refreshToken))).toBe("token_revoked");
    const third = tokensOf(await refresh(app, repeated.refreshToken));
    await call(app, "auth.revoke", { input: { token: second.accessToken } });
    await restart();
    expect(await use(app, second.accessToken)).toBe("token_revoked");
    expect(await useBoth(app, stolenNext)).toEqual(["token_revoked", "token_revoked"]);
    expect(await use(app, third.accessToken)).toBe("live");
    expect(await sessionIds(app, third.accessToken)).toEqual([person.browser.tokens(), third].map(sessionOf).sort());
    expect((await logOut(app, third.accessToken)).status).toBe(200);
    await restart();
    for (const tokens of [kept, repeated, third])
      expect(await useBoth(app, tokens)).toEqual(["token_revoked", "token_revoked"]);
    expect(outcome(await person.browser.query(app, "account.me"))).toBe("live");
    expect((await person.browser.mutate(app, "sessions.revokeAll")).status).toBe(200);
    await restart();
    expect(await use(app, (await logIn(app, person)).accessToken)).toBe("live");
  } finally {
    await service.close();
  }
});

function sessionOf({ accessToken }: { readonly accessToken: string }): string {
  return claimsOf(accessToken).sid;
}

async function sessionIds(at: AppProcess, accessToken: string): Promise<string[]> {
  const { data } = await call(at, "sessions.list", { headers: bearer(accessToken) });
  return (data as { id: string }[]).map(({ id }) => id).sort();
}
