import { redirect } from "next/navigation";
import { type Me, visit } from "./host.ts";

/** Who is asking, as the same gate says that all calls pass. `unknown`: it can't be told now. */
export type Visitor =
  | { readonly state: "in"; readonly me: Me }
  | { readonly state: "out" }
  | { readonly state: "unknown" };

export async function visitor(): Promise<Visitor> {
  if (visit().isUnknown) return { state: "unknown" };
  try {
    return { state: "in", me: await visit().api.account.me() };
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
 * Who may see a private page; each of them starts with this. Whoever isn't logged in goes to the
 * login page and comes back after it. Null if it can't be told who they are: show `Unavailable`.
 */
export async function requireLogin(): Promise<Me | null> {
  const { path, unavailable } = visit();
  const found = await visitor();
  switch (found.state) {
    case "in":
      return found.me;
    case "out":
      return redirect(`/login?${new URLSearchParams({ next: path })}`);
    case "unknown":
      unavailable();
      return null;
  }
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && "code" in cause ? cause.code : null;
}
