import { signUp } from "@curfew/api/testing";
import { expect, test } from "./support/test.ts";

const SHORT = { ACCESS_TOKEN_SECONDS: "5", CLOCK_TOLERANCE_SECONDS: "0" };

test("a person whose access token has expired goes on without noticing", async ({ page, context, start }) => {
  const app = await start(SHORT);
  const me = await signUp(context.request, app.address);
  await page.goto(`${app.address}/dashboard`);
  await expect(page.getByRole("timer")).toHaveText("expired");
  await page.getByRole("button", { name: "Copy and revoke" }).click();
  await expect(page.getByText("401 token_revoked")).toBeVisible();
  await expect(page.getByRole("timer")).toHaveText("expired");
  await page.goto(`${app.address}/dashboard?again`);
  await expect(page.getByText(me.email)).toBeVisible();
});

test("a page fetched on suspicion renews nothing", async ({ context, start }) => {
  const app = await start(SHORT);
  await signUp(context.request, app.address);
  const refresh = (await context.cookies()).find(({ name }) => name === "refresh_token");
  const headers = { cookie: `refresh_token=${refresh?.value}` };
  for (const prefetch of [{ "next-router-prefetch": "1", rsc: "1" }, { "sec-purpose": "prefetch;prerender" }]) {
    const answer = await fetch(`${app.address}/dashboard`, {
      headers: { ...headers, ...prefetch },
      redirect: "manual",
    });
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  const real = await fetch(`${app.address}/dashboard`, { headers, redirect: "manual" });
  expect(real.status).toBe(200);
  expect(real.headers.getSetCookie()).toHaveLength(2);
  expect(real.headers.get("cache-control")).toContain("no-store");
});
