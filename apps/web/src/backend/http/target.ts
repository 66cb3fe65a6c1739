/**
 * The path and query a request asks for (RFC 9112 §3.2), as a URL on our own origin: which host the
 * client named makes no difference. Null for anything that isn't a plain path.
 */
export function readTarget(target: string | undefined, origin: string): URL | null {
  const path = target?.replace(/^https?:\/\/[^/?#]*/i, "") ?? "";
  // A second slash or a backslash makes a host of what looks like a path, here or in a browser.
  if (!path.startsWith("/") || /^[^?]*(\/\/|\\)/.test(path)) return null;
  const url = URL.parse(origin + path);
  return url !== null && isDecodable(url.pathname) ? url : null;
}

function isDecodable(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes("\0");
  } catch {
    return false;
  }
}
