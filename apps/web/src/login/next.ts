import { pathAfterLogin } from "@curfew/next";

/** Returns where to go after a login: a path of this origin, else the dashboard. */
export function nextAfterLogin(next: string | readonly string[] | undefined, origin: string): string {
  return pathAfterLogin(next, { origin, home: "/dashboard" });
}
