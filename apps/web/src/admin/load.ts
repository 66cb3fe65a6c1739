import { codeOf } from "../gate.ts";
import type { Me, Visit } from "../host.ts";
import type { Stats, Users } from "./stats.ts";

interface Loaded {
  readonly me: Me;
  /** Null: the procedures say that this is not for the visitor. */
  readonly admin: { readonly users: Users; readonly stats: Stats } | null;
}

/** What the page for administrators shows. Whether somebody is one, the procedures decide, as for every call. */
export async function loadAdmin(api: Visit["api"]): Promise<Loaded> {
  const [admin, me] = await Promise.all([loadForAdmins(api), api.account.me()]);
  return { me, admin };
}

async function loadForAdmins(api: Visit["api"]): Promise<Loaded["admin"]> {
  try {
    const [users, stats] = await Promise.all([api.admin.users(), api.admin.stats()]);
    return { users, stats };
  } catch (cause) {
    if (codeOf(cause) === "FORBIDDEN") return null;
    throw cause;
  }
}
