import { redirect } from "next/navigation";
import { type Me, type PageContext, pageContext } from "./server-context.ts";

/** Who is asking, as the same gate says that all calls pass. `unknown`: it can't be told now. */
export type Visitor =
  | { readonly state: "in"; readonly me: Me }
  | { readonly state: "out" }
  | { readonly state: "unknown" };

export async function visitor(): Promise<Visitor> {
  if (pageContext().isUnknown) return { state: "unknown" };
  try {
    return { state: "in", me: await pageContext().api.account.me() };
  } catch (cause) {
    switch (codeOf(cause)) {
      case "UNAUTHORIZED":
        return { state: "out" };
      case "SERVICE_UNAVAILABLE":
        return { state: "unknown" };
      default:
        throw cause;
    }
  }
}

/**
 * What a private page shows: `load` has to call a protected procedure, and each private page starts
 * with this. A visitor who isn't logged in goes to the login page and comes back after it. Null if it can't
 * be told who they are: show `Unavailable`.
 */
export async function requireSession<T>(load: (api: PageContext["api"]) => Promise<T>): Promise<T | null> {
  const { path, api, isUnknown, unavailable } = pageContext();
  try {
    if (!isUnknown) return await load(api);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "UNAUTHORIZED") redirect(`/login?${new URLSearchParams({ next: path, ...inTheWay(cause) })}`);
    if (code !== "SERVICE_UNAVAILABLE") throw cause;
  }
  unavailable();
  return null;
}

/** The cookie of another app that came along to this path, and may not to the login page. */
function inTheWay(cause: unknown): { readonly cookie?: string } {
  const { cookie } = (cause as { readonly about?: { readonly cookie?: string } }).about ?? {};
  return cookie === undefined ? {} : { cookie };
}

/** The code of a procedure's failure; null for what isn't one. */
export function codeOf(cause: unknown): unknown {
  return cause instanceof Error && "code" in cause ? cause.code : null;
}
