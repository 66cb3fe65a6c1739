import { expect, test } from "vitest";
import { bearer, createWorld } from "./world/world.ts";

interface Stats {
  readonly total: Record<string, number>;
  readonly series: readonly (Record<string, number> & { at: string; refused: Record<string, number> })[];
}

test("The last hour is told minute by minute, and what is older is left out", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { browser, email, credentials } = await world.person();
  const { refreshToken } = await world.tokens(credentials);
  world.pass(120);
  await world.client().mutate("auth.token", { email, password: "some other phrase" });
  await world.client().query("account.me", undefined, bearer("nonsense"));
  await world.client().mutate("auth.refresh", { refreshToken });
  world.pass(60);
  await world.client().mutate("auth.refresh", { refreshToken });
  await browser.mutate("auth.logout");
  const { data } = await admin.browser.query("admin.stats");
  const { total, series } = data as Stats;
  expect(total).toEqual({ signups: 2, logins: 1, loginsRefused: 1, ended: 1, reused: 1 });
  expect(series).toHaveLength(60);
  expect(series.at(-1)).toMatchObject({ ended: 1, reused: 1, logins: 0, refused: { token_revoked: 1 } });
  expect(series.at(-2)).toMatchObject({ loginsRefused: 1, refused: { credentials_invalid: 1, token_invalid: 1 } });
  expect(series.at(-4)).toMatchObject({ signups: 2, logins: 1, refused: {} });
  world.pass(3600);
  await admin.browser.mutate("auth.refresh");
  expect(((await admin.browser.query("admin.stats")).data as Stats).total).toMatchObject({ signups: 0, logins: 0 });
});
