import type { RequestHandler } from "@curfew/api";
import { ENDPOINT, MAX_BYTES } from "@curfew/api/protocol";
import { type Answer, RENDERED } from "./answer.ts";

const FORMS = ["application/x-www-form-urlencoded", "multipart/form-data"];

/**
 * Logs out where no script runs: a form of ours, answered by the way to the login page. The same door as `auth.logout`,
 * and so the same rules for where it may come from. If it can't be told whether the session has ended, a page says so,
 * and the cookies stay.
 */
export function createLogout(procedures: RequestHandler, origin: string): Answer {
  return async (request, facts) => {
    if (request.method !== "POST") return text(405, "Logging out is a POST.\n", { Allow: "POST" });
    const { byteLength } = await request.arrayBuffer();
    if (byteLength > MAX_BYTES) return text(413, "That is too long.\n");
    if (byteLength > 0 && !isForm(request.headers)) return text(415, "That isn't a form.\n");
    const answer = await procedures(asCall(request.headers, origin), facts);
    if (answer.status === 503) return RENDERED;
    if (answer.status === 403) {
      return text(403, `This page isn’t at the app’s own address. Open ${origin} and log out there.\n`);
    }
    if (!answer.ok) return text(answer.status, "That didn’t work. Try again in a moment.\n");
    const headers = new Headers({ Location: "/login" });
    for (const line of answer.headers.getSetCookie()) headers.append("Set-Cookie", line);
    return new Response(null, { status: 303, headers });
  };
}

function isForm(headers: Headers): boolean {
  const [type = ""] = (headers.get("content-type") ?? "").split(";", 1);
  return FORMS.includes(type.trim().toLowerCase());
}

/** What says whose session it is and where the request comes from; a Bearer header is no form's. */
function asCall(headers: Headers, origin: string): Request {
  const passed = ["cookie", "origin", "sec-fetch-site", "user-agent"];
  const own = passed.flatMap((name): [string, string][] => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return new Request(`${origin}${ENDPOINT}/auth.logout`, {
    method: "POST",
    headers: [...own, ["content-type", "application/json"]],
  });
}

function text(status: number, body: string, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { "Content-Type": "text/plain; charset=utf-8", ...headers } });
}
