import { loginPath } from "@curfew/next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { cache } from "react";
import { type Loaded, type Me, type PageApi, root, type Visit } from "./root.ts";

/** What a page needs to know of its request, once for all its components. */
export const visit = cache(async (): Promise<Visit> => {
  const { visit: begin, maintain } = root();
  after(maintain);
  // Not `cookies()`: of two cookies of one name it shows one, and neither may be picked.
  return begin(await headers());
});

/** Who is asking, as the middleware says that all calls pass. */
export const visitor = cache(async (): Promise<Loaded<Me>> => (await visit()).load((api) => api.account.me()));

/**
 * What a private page shows: `load` has to call a protected procedure, and each private page starts
 * with this. A visitor who isn't logged in goes to the login page and comes back after it. Null if it can't
 * be told who they are: show `Unavailable`.
 */
export async function requireSession<T>(load: (api: PageApi) => Promise<T>): Promise<T | null> {
  const { path, load: loadOf, unavailable } = await visit();
  const loaded = await loadOf(load);
  switch (loaded.state) {
    case "in":
      return loaded.value;
    case "out":
      return redirect(loginPath("/login", path, inTheWay(loaded.cookie)));
    case "unknown":
      unavailable();
      return null;
  }
}

/** The cookie of another app that came along to this path, and may not to the login page. */
function inTheWay(cookie: string | null): Readonly<Record<string, string>> {
  return cookie === null ? {} : { cookie };
}

/** The code of a procedure's failure; null for what isn't one. */
export function codeOf(cause: unknown): unknown {
  return cause instanceof Error && "code" in cause ? cause.code : null;
}
