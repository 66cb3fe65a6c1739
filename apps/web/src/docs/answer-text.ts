import { securityHeaders } from "../backend/http/policy.ts";
import { root } from "../root.ts";

/** Answers a text of the documentation. It is the same for everyone until the next deployment, so it may be kept for a while. */
export function answerText(text: string, type: string, status = 200): Response {
  const headers = new Headers([...securityHeaders(root().origin)]);
  headers.set("Content-Type", `${type}; charset=utf-8`);
  if (status === 200) headers.set("Cache-Control", "public, max-age=600");
  return new Response(text, { status, headers });
}
