import { somebody } from "@curfew/testing/people";
import { expect, test } from "./support/test.ts";

test("sign up, try it and log out with the keyboard alone", async ({ page }) => {
  const { name, email, password } = somebody();
  const { keyboard } = page;
  const focused = page.locator(":focus");
  await page.goto("/");
  await keyboard.press("Tab");
  await expect(focused).toHaveText("Skip to content");
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  await expect(focused).toHaveText("Sign up");
  await keyboard.press("Enter");
  await expect(page).toHaveURL("/signup");
  await page.getByLabel("Name").focus();
  await keyboard.type(name);
  await keyboard.press("Tab");
  await keyboard.type(email);
  await keyboard.press("Tab");
  await keyboard.type(password);
  await keyboard.press("Tab");
  await expect(focused).toHaveAccessibleName("Show password");
  await keyboard.press("Tab");
  await expect(focused).toHaveText("Sign up");
  await keyboard.press("Enter");
  await expect(page).toHaveURL("/dashboard");

  const passed: string[] = [];
  for (let presses = 0; presses < 12 && passed.at(-1) !== "Copy and revoke a token"; presses++) {
    await keyboard.press("Tab");
    passed.push((await focused.textContent()) ?? "");
    await expect(focused).toHaveCSS("outline-style", "solid");
  }
  expect(passed).toContain("Log out");
  expect(passed.at(-1)).toBe("Copy and revoke a token");
  await keyboard.press("Space");
  await expect(page.getByText("401 token_revoked")).toBeVisible();
  await expect(focused).toHaveText("Copy and revoke another token");
  await page.getByRole("button", { name: "Log out" }).focus();
  await keyboard.press("Enter");
  await expect(page).toHaveURL("/login");
});
