import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mutate, stolenCookies } from "@curfew/testing/people";
import type { App } from "./support/app.ts";
import { expect, test } from "./support/test.ts";

const FOLDER = fileURLToPath(new URL("../src/app", import.meta.url));

/** The pages that need no login. Every other one that there is has to ask for it. */
const PUBLIC = ["/", "/login", "/signup", "/reset-password", "/docs", "/docs/start/blacklist"];

/** Shown only where a form's logout can't be answered, and for a path that leads nowhere: no page of their own. */
const ANSWERS = ["/logout", "/[...path]"];

/** The path of every page in the sources. */
const PAGES = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("page.tsx"))
  .map((file) => join("/", file, "..").replace(/\/\(\w+\)/g, ""))
  .map((path) => path.replace("/docs/[...slug]", "/docs/start/blacklist"))
  .filter((path) => !ANSWERS.includes(path));

const PRIVATE = PAGES.filter((path) => !PUBLIC.includes(path));

/** Of no use in a search engine. */
const HIDDEN = [...PRIVATE, "/reset-password", "/nothing-here"];

function open({ address }: App, path: string, headers: Record<string, string> = {}) {
  return fetch(address + path, { headers, redirect: "manual" });
}

test("only public pages are shown without a live session", async ({ app, context, me }) => {
  expect(PAGES).toEqual(expect.arrayContaining([...PUBLIC, "/dashboard", "/dashboard/sessions", "/admin"]));
  const live = await stolenCookies(context);
  for (const path of PRIVATE) expect([path, (await open(app, path, { cookie: live })).status]).not.toContain(307);
  expect((await mutate(context.request, app.address, "auth.logout")).status()).toBe(200);
  const nobodys = [
    {},
    { cookie: live },
    { cookie: live.replace(/refresh_token=[^;]*/, "") },
    { cookie: "access_token=eyJhbGciOiJub25lIn0.e30.AA; refresh_token=x" },
    { cookie: "access_token=; refresh_token=%" },
    // What has steered around such a check in other applications.
    { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware" },
    { "next-action": "0", rsc: "1", "next-router-prefetch": "1", "next-router-state-tree": "%5B%22%22%5D" },
    { "x-invoke-path": "/", "x-matched-path": "/", "x-nextjs-data": "1", "x-forwarded-host": "localhost" },
  ] as Record<string, string>[];
  for (const path of PRIVATE) {
    for (const headers of nobodys) {
      const answer = await open(app, path, headers);
      const said = await answer.text();
      expect([path, headers, answer.status], said).toEqual([path, headers, 307]);
      expect(answer.headers.get("location")).toBe(`/login?${new URLSearchParams({ next: path })}`);
      expect(said).not.toContain(me.email);
    }
  }
});

test("no other spelling or method bypasses a page's check", async ({ app, me }) => {
  const spellings = PRIVATE.flatMap((path) => [
    ...[`${path}/`, `${path}?_rsc=1`, `${path}.rsc`, `${path}.txt`, `${path}/index`, path.toUpperCase()],
    ...[`/%2e${path}`, path.replace("/", "/./"), `${path}%2f`, `${path};x`, `/_next/data/x${path}.json`],
  ]);
  for (const path of spellings) {
    const answer = await open(app, path);
    expect([path, answer.status]).not.toEqual([path, 200]);
    expect(answer.status, path).toBeLessThan(500);
    expect(await answer.text(), path).not.toContain(me.email);
  }
});

test("every page has the security headers and a fresh script nonce", async ({ app, context, me }) => {
  const cookie = await stolenCookies(context);
  const nonces = new Set<string>();
  const paths = [...PAGES, "/nothing-here", `/login?next=${encodeURIComponent("/dashboard")}`];
  for (const path of paths) {
    const { headers, ...answer } = await open(app, path, { cookie }).then(async (response) => ({
      headers: response.headers,
      said: await response.text(),
    }));
    const policy = headers.get("content-security-policy") ?? "";
    for (const directive of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      expect(policy, path).toContain(directive);
    }
    expect(policy, path).not.toContain("unsafe");
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("referrer-policy"), path).toBe("same-origin");
    expect(headers.get("cross-origin-opener-policy"), path).toBe("same-origin");
    expect(headers.get("cache-control"), path).toContain("no-store");
    expect(headers.has("x-powered-by"), path).toBe(false);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    const scripts = [...answer.said.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.length, path).toBeGreaterThan(0);
    for (const script of scripts) expect(script, path).toContain(`nonce="${nonce}"`);
    expect(answer.said, path).not.toMatch(/<[^>]+\son\w+=|<style\b(?![^>]*nonce=)|\sstyle="|href="javascript:/);
    nonces.add(nonce);
  }
  expect(nonces.size, me.email).toBe(paths.length);
});

test("no page runs what was put into its address", async ({ page }) => {
  const ran: string[] = [];
  page.on("dialog", (dialog) => {
    ran.push(dialog.message());
    void dialog.dismiss();
  });
  const payload = `"><img src=x onerror=alert(1)><script>alert(2)</script>`;
  for (const path of ["/login", "/signup", "/dashboard", "/nothing"]) {
    await page.goto(`${path}?${new URLSearchParams({ next: payload, q: payload })}#${payload}`);
  }
  expect(ran).toEqual([]);
});

test("a shared link has a title, a description and a picture", async ({ page, request, app }) => {
  await page.goto("/");
  await expect(page).toHaveTitle("Curfew – JSON Web Tokens you can revoke");
  const meta = (name: string) => page.locator(`meta[property="${name}"], meta[name="${name}"]`).getAttribute("content");
  expect(await meta("og:title")).toBe("Curfew");
  expect(await meta("og:description")).toBe(await meta("description"));
  const picture = (await meta("og:image")) ?? "";
  expect(picture).toMatch(new RegExp(`^${app.address}/`));
  const icons = await page
    .locator('link[rel~="icon"], link[rel="apple-touch-icon"]')
    .evaluateAll((links) => links.map((link) => (link as HTMLLinkElement).href));
  expect(icons.length).toBeGreaterThanOrEqual(3);
  for (const url of [picture, `${app.address}/favicon.ico`, `${app.address}/robots.txt`, ...icons]) {
    expect((await request.get(url)).status(), url).toBe(200);
  }
});

test("every page has its own title; private ones aren't indexed", { tag: "@world" }, async ({ page, me }) => {
  const titles = new Set<string>();
  for (const path of [...PAGES, "/nothing-here"]) {
    await page.goto(path);
    await expect(page.locator("head title"), path).toHaveCount(1);
    titles.add(await page.title());
    const robots = page.locator('meta[name="robots"]');
    if (path === "/") await expect(robots).toHaveCount(0);
    if (HIDDEN.includes(path)) await expect(robots.first(), path).toHaveAttribute("content", /noindex/);
  }
  expect([...titles], me.email).toHaveLength(PAGES.length + 1);
});

test("a missing page keeps the navigation of logged-in users", async ({ page, me }) => {
  const answer = await page.goto("/nothing-here");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("navigation")).toContainText("Sessions");
  await expect(page.getByRole("banner"), me.email).toContainText(me.name);
  await page.getByRole("link", { name: "Go to your dashboard" }).click();
  await expect(page).toHaveURL("/dashboard");
});
