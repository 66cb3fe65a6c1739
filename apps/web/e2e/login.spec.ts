import { somebody } from "@curfew/testing/people";
import { expect, test } from "./support/test.ts";

test("a person signs up and sees their dashboard", { tag: "@smoke" }, async ({ page }) => {
  const { name, email, password } = somebody();
  await page.goto("/signup");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page).toHaveURL("/dashboard");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  await expect(page.getByText(email)).toBeVisible();
});

test("a person with an account logs in", { tag: "@smoke" }, async ({ page, account }) => {
  await page.goto("/login");
  await page.getByLabel("Email").fill(account.email.toUpperCase());
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL("/dashboard");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(account.name);
});

test("a wrong password shows one message, and keeps the input", { tag: "@ways" }, async ({ page, account }) => {
  await page.goto("/login");
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill("not the password at all");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toHaveText("Incorrect email or password.");
  await expect(page.getByLabel("Email")).toHaveValue(account.email);
  expect(await page.context().cookies()).toEqual([]);
});

test("a browser that denies storage logs in and out", { tag: "@ways" }, async ({ page, account }) => {
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    }
  });
  await page.goto("/login");
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL("/dashboard");
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await expect(page).toHaveURL("/login");
});

test("an email that has an account is refused at its field", async ({ page, account }) => {
  const { name, password } = somebody();
  await page.goto("/signup");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByLabel("Email")).toBeFocused();
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/An account with this email already exists/);
});

test("missing fields are reported at each, and the first has focus", async ({ page }) => {
  await page.goto("/signup");
  await page.getByLabel("Email").fill("ada");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByLabel("Name")).toBeFocused();
  for (const label of ["Name", "Email", "Password"]) {
    await expect(page.getByLabel(label)).toHaveAttribute("aria-invalid", "true");
  }
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/at least 15 characters/);
  await page.getByLabel("Name").fill("Ada");
  await expect(page.getByLabel("Name")).not.toHaveAttribute("aria-invalid");
});

test("the password can be shown, and its strength is announced", async ({ page }) => {
  await page.goto("/signup");
  const password = page.getByLabel("Password");
  await password.fill("velvet harbour 29 lanterns");
  await expect(password).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(password).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Hide password" }).click();
  await expect(password).toHaveAttribute("type", "password");
  await expect(page.getByText(/^(Strong|Very strong)/)).toBeVisible();
  await password.fill("password");
  await expect(page.getByText(/^Very easy to guess/)).toBeVisible();
});

test("password managers are told what each field is", async ({ page }) => {
  await page.goto("/login");
  await expect(page.getByLabel("Email")).toHaveAttribute("autocomplete", "username");
  await expect(page.getByLabel("Password")).toHaveAttribute("autocomplete", "current-password");
  await page.goto("/signup");
  await expect(page.getByLabel("Name")).toHaveAttribute("autocomplete", "name");
  await expect(page.getByLabel("Password")).toHaveAttribute("autocomplete", "new-password");
});

test("before its scripts run, the form keeps input and sends nothing", async ({ page, account }) => {
  const requests: string[] = [];
  page.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto("/login", { waitUntil: "commit" });
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByLabel("Password").press("Enter");
  await expect(page.getByRole("button", { name: "Log in" })).toBeDisabled();
  release();
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL("/dashboard");
  expect(requests.filter((line) => line.includes(encodeURIComponent(account.password)))).toEqual([]);
  expect(requests.filter((line) => line.startsWith("POST") && !line.includes("/api/trpc/auth.login"))).toEqual([]);
});

test("a password that is shown is hidden again when it is sent", async ({ page, account }) => {
  await page.goto("/login");
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill("not the password at all");
  await page.getByRole("button", { name: "Show password" }).click();
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByLabel("Password")).toHaveAttribute("type", "password");
});

test("the meter and the server judge a password alike", async ({ page }) => {
  const { name, email } = somebody();
  await page.goto("/signup");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(email);
  const password = page.getByLabel("Password");
  for (const known of ["correct horse battery staple", "passwordpassword", "the quick brown fox jumps"]) {
    await password.fill(known);
    await expect(page.getByText(/^(Very easy to guess|Easy to guess|Fair)\. ./)).toBeVisible();
    await page.getByRole("button", { name: "Sign up" }).click();
    await expect(password).toHaveAttribute("aria-invalid", "true");
    await expect(password).toHaveAccessibleDescription(/Choose another\./);
    await password.fill("");
  }
});

test("the word lists are loaded only when a password is typed", async ({ page }) => {
  const loaded: string[] = [];
  page.on("response", (response) => loaded.push(response.url()));
  page.on("worker", (worker) => loaded.push(`worker ${worker.url()}`));
  await page.goto("/signup");
  await page.getByLabel("Name").fill("Ada");
  expect(loaded.filter((url) => url.startsWith("worker"))).toEqual([]);
  const worker = page.waitForEvent("worker");
  await page.getByLabel("Password").fill("tidal copper");
  await worker;
});

test("an address that has an account is carried on to the login", async ({ page, account }) => {
  const { name, password } = somebody();
  await page.goto("/signup?next=%2Fdashboard%2Faccount");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByText("An account with this email already exists.").getByRole("link", { name: "Log in" }).click();
  await expect(page.getByLabel("Email")).toHaveValue(account.email);
  await expect(page.getByLabel("Password")).toBeFocused();
  await expect(page).toHaveURL("/login?next=%2Fdashboard%2Faccount");
});

test("an international domain is sent in its ASCII form", async ({ page }) => {
  const { name, email, password } = somebody();
  const international = email.replace("example.com", "exämple.com");
  await page.goto("/signup");
  await page.getByLabel("Name").fill(name);
  // As browsers leave it that don't convert what is typed.
  await page.getByLabel("Email").evaluate((field) => field.setAttribute("type", "text"));
  await page.getByLabel("Email").fill(international);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page).toHaveURL("/dashboard");
  await page.goto("/dashboard/account");
  await page.getByRole("button", { name: "Delete account" }).click();
  await page.getByLabel("Your password").fill(password);
  await page.getByLabel("To confirm").fill(international);
  await page.getByRole("button", { name: "Delete account" }).click();
  await expect(page).toHaveURL("/login");
});

test("a name has to have something that can be seen", async ({ page }) => {
  await page.goto("/signup");
  for (const unseen of ["\u200b", "\u2800", "\u3164", "\u115f", "\u00ad", "\u200d \u2060", "\u0301"]) {
    await page.getByLabel("Name").fill(unseen);
    await page.getByRole("button", { name: "Sign up" }).click();
    await expect(page.getByText("Enter your name.")).toBeVisible();
    await page.getByLabel("Name").fill("👩\u200d🚀");
    await expect(page.getByText("Enter your name.")).toHaveCount(0);
  }
});

test("the login form focuses its first field, unless there is a notice", async ({ page, me }) => {
  await page.goto("/login");
  await expect(page.getByText("You’re logged in as")).toBeVisible();
  await expect(page.getByLabel("Email"), me.email).not.toBeFocused();
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByText("You’ve been logged out.")).toBeVisible();
  await expect(page.getByLabel("Email")).not.toBeFocused();
  const fresh = await page.context().newPage();
  await fresh.goto("/login");
  await expect(fresh.getByLabel("Email")).toBeFocused();
});
