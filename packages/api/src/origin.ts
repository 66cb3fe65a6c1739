/**
 * Whether a state change may come from where this request comes from: our own origin as the browser
 * tells it (`Origin`, else `Sec-Fetch-Site`; `null` is foreign), or a client that is no browser and
 * carries no cookie. Calls with a Bearer header need none of this and are not asked about.
 */
export function isOwnOrigin(headers: Headers, appOrigin: string): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return origin === appOrigin;
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  return !carriesCookies(headers);
}

export function carriesCookies(headers: Headers): boolean {
  return (headers.get("cookie") ?? "").trim() !== "";
}
