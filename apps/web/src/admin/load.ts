import { codeOf } from "../require-session.ts";
import type { Me, PageApi } from "../root.ts";
import type { Stats, Users } from "./stats.ts";

interface Loaded {
  readonly me: Me;
  /** Null: the procedures say that this is not for the visitor. */
  readonly admin: { readonly users: Users; readonly stats: Stats } | null;
}

/** Loads what the page for administrators shows. The procedures decide who is one, as for every call. */
export async function loadAdmin(api: PageApi): Promise<Loaded> {
  const [admin, me] = await Promise.all([loadForAdmins(api), api.account.me()]);
  return { me, admin };
}

async function loadForAdmins(api: PageApi): Promise<Loaded["admin"]> {
  try {
    const [users, stats] = await Promise.all([api.admin.users(), api.admin.stats()]);
    return { users, stats };
  } catch (cause) {
    if (codeOf(cause) === "FORBIDDEN") return null;
    throw cause;
  }
}
