export interface AfterLogin {
  /** The app's own origin. */
  readonly origin: string;
  /** Where to go if `next` leads nowhere in this app. */
  readonly home: string;
}

/**
 * Returns where to go after a login: a path of this origin, as the URL parser of browsers judges it and not as its
 * beginning looks (WHATWG URL). Anything else leads home.
 *
 * @example
 * const after = { origin: "https://app.example", home: "/dashboard" };
 * console.log(pathAfterLogin("/settings?tab=2", after)); // /settings?tab=2
 * console.log(pathAfterLogin("//evil.example", after)); // /dashboard
 */
export function pathAfterLogin(
  next: string | readonly string[] | null | undefined,
  { origin, home }: AfterLogin,
): string {
  const url = typeof next === "string" && next.startsWith("/") ? URL.parse(next, origin) : null;
  if (url === null || url.origin !== origin) return home;
  const path = url.pathname + url.search + url.hash;
  // "/.//host" is a path of ours, but what the parser makes of it is not when it is parsed again.
  return path.startsWith("//") ? home : path;
}

/**
 * Returns the login page's path, from which the visitor comes back to `next`. More of its query may be given.
 *
 * @example
 * console.log(loginPath("/login", "/settings")); // /login?next=%2Fsettings
 */
export function loginPath(login: string, next: string, query: Readonly<Record<string, string>> = {}): string {
  return `${login}?${new URLSearchParams({ next, ...query })}`;
}
