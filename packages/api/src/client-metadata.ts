import type { ClientMetadata } from "./database.ts";

const MAX_CHARACTERS = 512;
const CONTROL = /\p{Cc}/gu;

/** Describes a client: its own words about itself, cut and without control characters, and its address. */
export function clientMetadata(headers: Headers, address: string): ClientMetadata {
  return { userAgent: plain(headers.get("user-agent")), address: plain(address) };
}

function plain(text: string | null): string | null {
  const cut = (text ?? "").replace(CONTROL, "").trim().slice(0, MAX_CHARACTERS);
  return cut === "" ? null : cut;
}
