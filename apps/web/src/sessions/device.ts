import Bowser from "bowser";

/** The program a session was opened with, as far as it tells. */
export interface Device {
  /** In words, such as “Firefox 140 on Windows”. */
  readonly name: string;
  readonly kind: "computer" | "phone" | "tablet" | "program";
}

const KINDS = { desktop: "computer", mobile: "phone", tablet: "tablet" } as const satisfies Record<
  string,
  Device["kind"]
>;

/** A program may call itself what it likes. */
const LONGEST = 60;

/** Names a client by its `User-Agent` (RFC 9110 §10.1.5): its own word, which proves nothing. */
export function deviceOf(userAgent: string | null): Device {
  if (!userAgent) return { name: "Unknown program", kind: "program" };
  const { browser, os, platform } = Bowser.parse(userAgent);
  const kind = KINDS[platform.type as keyof typeof KINDS] ?? "program";
  if (!browser.name) return { name: productOf(userAgent), kind };
  const place = platform.model ?? os.name;
  const program = [browser.name, browser.version?.split(".")[0]].filter(Boolean).join(" ");
  return { name: (place ? `${program} on ${place}` : program).slice(0, LONGEST), kind };
}

/** Programs that are no browsers begin with their name and version. */
function productOf(userAgent: string): string {
  const [, name, version] = /^([\w.-]{1,40})(?:\/(\d[\w.-]{0,15}))?/.exec(userAgent) ?? [];
  return [name ?? "Unknown program", version].filter(Boolean).join(" ");
}
