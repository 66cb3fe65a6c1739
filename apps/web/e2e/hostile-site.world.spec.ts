import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Person, signUp } from "@curfew/testing/people";
import type { BrowserContext } from "@playwright/test";
import type { App } from "./support/app.ts";
import { test as base, expect } from "./support/test.ts";

interface Things {
  /** Serves this HTML as another site, and answers its address. */
  readonly publish: (html: string) => Promise<string>;
  /** A browser in which somebody is logged in, and which may complain about what it was kept from. */
  readonly victim: BrowserContext & { readonly person: Person };
}

const test = base.extend<Things>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  publish: async ({}, use) => {
    let html = "";
    const server = createServer((_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end(html));
    await once(server.listen(0, "127.0.0.1"), "listening");
    await use(async (text) => {
      html = text;
      // Not `localhost`: another site, whatever the port.
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    server.closeAllConnections();
    server.close();
  },

  victim: async ({ browser, app }, use) => {
    const context = await browser.newContext({ baseURL: app.address });
    await use(Object.assign(context, { person: await signUp(context.request, app.address) }));
    await context.close();
  },
});

/** Whoever is logged in in this browser now. */
async function whoIsIn(context: BrowserContext, { address }: App): Promise<unknown> {
  const answer = await context.request.get(`${address}/api/trpc/account.me`);
  const body = (await answer.json()) as { result?: { data: { user: { email: string } } } };
  return body.result?.data.user.email;
}

test("another site can't show our pages in a frame", async ({ victim, app, publish }) => {
  const page = await victim.newPage();
  for (const path of ["/login", "/dashboard", "/dashboard/account"]) {
    await page.goto(await publish(`<p>look here</p><iframe src="${app.address}${path}"></iframe>`));
    await expect(page.getByText("look here")).toBeVisible();
    const [frame] = page.frames().filter((each) => each !== page.mainFrame());
    await expect.poll(() => frame?.url(), path).toMatch(/^chrome-error:/);
  }
});

test("another site can neither log out nor log in a visitor", async ({ victim, account, app, publish }) => {
  const page = await victim.newPage();
  const call = (procedure: string) => `${app.address}/api/trpc/${procedure}`;
  const json = JSON.stringify({ email: account.email, password: account.password, ignored: "" });
  const cookies = JSON.stringify(await victim.cookies());
  const attacks = [
    `<form method="post" action="${call("auth.logout")}"><button>go</button></form>`,
    `<form method="post" enctype="multipart/form-data" action="${call("auth.logout")}"><button>go</button></form>`,
    `<form method="post" enctype="text/plain" action="${call("auth.login")}"><input name='${json.slice(0, -2)}' value='"}'><button>go</button></form>`,
    `<form method="post" action="${call("sessions.revokeAll")}"><button>go</button></form>`,
    `<a href="${call("auth.logout")}">go</a>`,
    `<link rel="prefetch" href="${call("auth.logout")}"><img src="${call("sessions.revokeAll")}"><a href="#">go</a>`,
    `<script>
      for (const [procedure, body] of [["auth.logout", "{}"], ["auth.login", '${json}']]) {
        for (const mode of ["cors", "no-cors"]) {
          for (const type of ["application/json", "text/plain"]) {
            fetch("${app.address}/api/trpc/" + procedure, { method: "POST", credentials: "include", mode, body, headers: { "content-type": type } }).catch(() => {});
          }
        }
      }
    </script><a href="#">go</a>`,
  ];
  for (const attack of attacks) {
    await page.goto(await publish(attack));
    await page.getByText("go").click();
    await page.waitForLoadState("networkidle");
    expect(await whoIsIn(victim, app), attack).toBe(victim.person.email);
    expect(JSON.stringify(await victim.cookies()), attack).toBe(cookies);
  }
});

test("another site can't read what we answer to its visitor", async ({ victim, app, publish }) => {
  const page = await victim.newPage();
  await page.goto(await publish("<p>look here</p>"));
  for (const path of ["/api/trpc/account.me", "/api/trpc/sessions.list", "/dashboard", "/.well-known/jwks.json"]) {
    const read = await page.evaluate(async (url) => {
      const answer = await fetch(url, { credentials: "include" }).catch(() => null);
      return answer?.text() ?? null;
    }, app.address + path);
    expect(read, path).toBeNull();
  }
});
