const HOME = "/dashboard";

/**
 * Returns where to go after a login: a path of this origin, as the URL parser of browsers judges it and not as its
 * beginning looks (WHATWG URL). Anything else leads to the dashboard.
 */
export function pathAfterLogin(next: string | readonly string[] | undefined, origin: string): string {
  const url = typeof next === "string" && next.startsWith("/") ? URL.parse(next, origin) : null;
  if (url === null || url.origin !== origin) return HOME;
  const path = url.pathname + url.search + url.hash;
  // "/.//host" is a path of ours, but what the parser makes of it is not when it is parsed again.
  return path.startsWith("//") ? HOME : path;
}
