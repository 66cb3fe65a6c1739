import { stolenCookies } from "@curfew/testing/people";
import { expect, test } from "./support/test.ts";

test("a copied token is accepted, revoked and refused; the login stays", { tag: "@smoke" }, async ({ page, me }) => {
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Copy and revoke" }).click();
  const steps = page.getByRole("main").getByRole("listitem");
  await expect(steps.nth(0)).toContainText("200 allowed");
  await expect(steps.nth(1)).toContainText("200 revoked");
  await expect(steps.nth(2)).toContainText("401 token_revoked");
  await expect(page.getByRole("status")).toHaveText("The copy worked, was revoked, and was then refused.");
  for (const step of await steps.all()) await expect(step).toContainText(/\d+\.\d ms/);
  await page.reload();
  await expect(page.getByText(me.email)).toBeVisible();
});

test("no token's text reaches the page", async ({ page, context, me }) => {
  const texts: Promise<string>[] = [];
  page.on("response", (response) => {
    if (!response.url().includes("sessions.watch")) texts.push(response.text().catch(() => ""));
  });
  await page.goto("/dashboard");
  await expect(page.getByText(me.email)).toBeVisible();
  await page.getByRole("button", { name: "Copy and revoke" }).click();
  await expect(page.getByText("401 token_revoked")).toBeVisible();
  const seen = [...(await Promise.all(texts)), await page.content(), await storage(page)].join("\n");
  expect(seen).toContain(me.email);
  // Every token of ours begins as these do: the same header, in base64url.
  expect(await stolenCookies(context)).toMatch(/=eyJ[\w-]+\.eyJ[\w-]+\./);
  expect(seen).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+\./);
});

test("only our own pages can have it done", async ({ request, me, app, context }) => {
  const cookie = await stolenCookies(context);
  const refused = await fetch(`${app.address}/api/try`, {
    method: "POST",
    headers: { cookie, origin: "https://evil.example" },
  });
  expect(refused.status).toBe(403);
  expect((await request.post("/api/try", { headers: { origin: app.address } })).status()).toBe(401);
  expect((await request.get("/api/try")).status()).toBe(405);
  expect(me.email).toContain("@");
});

function storage(page: import("@playwright/test").Page): Promise<string> {
  return page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
}
