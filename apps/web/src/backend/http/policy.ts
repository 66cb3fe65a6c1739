import { randomBytes } from "node:crypto";

/** For answers that aren't pages: nothing in them may be run, shown in a frame, or loaded. */
const NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** For static files: one that runs as a worker has the policy of its own answer, and loads its parts from us. */
const FILE_POLICY = "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The headers of static files, which are the same wherever the app runs. */
export const FILE_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ["Content-Security-Policy", FILE_POLICY],
  ["X-Content-Type-Options", "nosniff"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
];

/** The headers every answer carries (OWASP ASVS 5.0 §3.4). */
export function securityHeaders(origin: string): ReadonlyMap<string, string> {
  const headers = new Map([
    ["Content-Security-Policy", NO_PAGE],
    ["X-Content-Type-Options", "nosniff"],
    ["Referrer-Policy", "same-origin"],
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ["Cross-Origin-Resource-Policy", "same-origin"],
    ["Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"],
    // Whatever has a reason to be kept says so itself.
    ["Cache-Control", "no-store"],
  ]);
  if (origin.startsWith("https:")) {
    headers.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  }
  return headers;
}

/**
 * A page's policy (CSP level 3): scripts run only by this answer's nonce or if loaded by one that
 * does; everything else comes from our own origin.
 */
export function pagePolicy(): string {
  const nonce = randomBytes(16).toString("base64");
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
