import { ENDPOINT } from "@curfew/api";

/** Every page there is, and what else Next.js serves under a name of its own. */
const PAGES = [
  ...["/", "/login", "/signup", "/logout", "/reset-password", "/robots.txt"],
  ...["/icon.svg", "/favicon.ico", "/apple-icon.png", "/opengraph-image.png"],
  ...["/docs", "/llms.txt", "/llms-full.txt"],
  ...["/dashboard", "/dashboard/account", "/dashboard/sessions", "/admin"],
];

/** What stands for everything below it: files, and the documentation. */
const FAMILIES = ["/_next/static/", "/docs/"];

/** Which of the app's routes a path is; null stands for what is no path. */
export type RouteOf = (url: URL | null) => string;

/**
 * Routes are a closed list, so that neither a log nor a figure keeps what a client has made up. Besides
 * pages there are the paths that are answered otherwise; one that ends with a slash stands for everything below it.
 */
export function createRoutes(answered: Iterable<string>, procedures: readonly string[]): RouteOf {
  const paths = [...answered];
  const families = [...FAMILIES, ...paths.filter((path) => path.endsWith("/"))];
  const known = new Set([...PAGES, ...paths, ...procedures.map((path) => `${ENDPOINT}/${path}`)]);
  return (url) => {
    if (url === null) return "invalid";
    const { pathname } = url;
    const family = families.find((each) => pathname.startsWith(each));
    return known.has(pathname) ? pathname : family === undefined ? "other" : `${family}*`;
  };
}
