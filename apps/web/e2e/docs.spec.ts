import { expect, test } from "./support/test.ts";

test("the documentation is searched by keyboard, and offline once it was used", async ({ page, context }) => {
  await page.goto("/docs");
  const field = page.getByRole("combobox", { name: "Search the documentation" });
  await expect(field).toBeEnabled();
  await page.keyboard.press("/");
  await expect(field).toBeFocused();
  await field.fill("jsonwebtoken");
  await expect(page.getByRole("option").first()).toBeVisible();

  await context.setOffline(true);
  await field.fill("noeviction");
  await expect(page.getByRole("option", { name: /Stores › What to set on the server/ })).toBeVisible();
  await field.fill("xyzzyx");
  await expect(page.getByText("Nothing found.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Nothing found.")).toBeHidden();

  await context.setOffline(false);
  await field.fill("noeviction");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/docs\/\w+#/);
});

test("pages of the documentation lead from one to the next", async ({ page }) => {
  await page.goto("/docs");
  await page.getByRole("link", { name: /^Next/ }).click();
  await expect(page).toHaveURL(/\/docs\/start$/);
  await page.getByRole("link", { name: /^Previous/ }).click();
  await expect(page).toHaveURL(/\/docs$/);
});

test("a page of the documentation is also Markdown, and listed in llms.txt", async ({ request }) => {
  const list = await (await request.get("/llms.txt")).text();
  const [, path = ""] = /\((\/docs\/start\/[^)]*)\)/.exec(list) ?? [];
  const source = await request.get(path);
  expect(source.headers()["content-type"]).toBe("text/markdown; charset=utf-8");
  expect(source.headers()["content-security-policy"]).toContain("default-src 'none'");
  expect(await source.text()).toMatch(/^# /);
  expect((await request.get("/docs/nothing.md")).status()).toBe(404);
  expect((await request.get("/docs/nothing")).status()).toBe(404);
});
