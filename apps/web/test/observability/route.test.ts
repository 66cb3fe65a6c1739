import { globSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createRoutes } from "../../src/backend/http/route.ts";

const APP = fileURLToPath(new URL("../../src/app", import.meta.url));

test("Every page is a route by its own name", () => {
  const routeOf = createRoutes([], []);
  const pages = globSync("**/page.tsx", { cwd: APP, exclude: (path) => path.includes("[") }).map((file) =>
    `/${dirname(file)}`.replace(/\/\.$/, "/"),
  );
  expect(pages).toContain("/");
  for (const page of pages) expect(routeOf(new URL(page, "http://localhost"))).toBe(page);
});

test("A path is its route exactly; another spelling isn't", () => {
  const routeOf = createRoutes(["/api/trpc/", "/readyz"], ["account.me"]);
  const route = (path: string) => routeOf(URL.parse(path, "http://localhost"));
  expect(["/readyz", "/api/trpc/account.me", "/api/trpc/account.me/"].map(route)).toEqual([
    ...["/readyz", "/api/trpc/account.me", "/api/trpc/*"],
  ]);
  for (const path of ["/readyz/", "/Readyz", "/%72eadyz", "/login/", "/_next/image", "/constructor"]) {
    expect(route(path)).toBe("other");
  }
  expect(routeOf(null)).toBe("invalid");
});
