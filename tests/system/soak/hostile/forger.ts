import { bearer, call, claimsOf } from "@curfew/testing/client";
import { newestOf } from "../../crash/simulated-user.ts";
import type { Chance } from "../../support/chance.ts";
import { type Attack, from } from "./hostile.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Changes of a token after which it is nobody's. */
const FORGERIES: Readonly<Record<string, (token: string, chance: Chance) => string>> = {
  "one character": changeCharacter,
  "back to front": (token) => token.split(".").reverse().join("."),
  "cut short": (token, chance) => token.slice(0, chance.between(1, token.length - 1)),
  "one segment more": (token) => `${token}.${encoded({})}`,
  padded: (token) => `${token}==`,
  spaced: (token, chance) => token.replace(".", chance.oneOf([". ", "\t.", "..", "%2e"])),
  "no algorithm": (token) => rehead(token, { alg: "none", typ: "at+jwt" }),
  "an HMAC": (token) => rehead(token, { alg: "HS256", typ: "at+jwt", kid: "a" }),
  "a key of its own": (token) => rehead(token, { alg: "ES256", typ: "at+jwt", kid: "a", jku: "http://127.0.0.1:1/" }),
  "another's claims": (token) => reclaim(token, { ...claimsOf(token), sub: "another" }),
  "a longer life": (token) => reclaim(token, { ...claimsOf(token), exp: claimsOf(token).exp + 1 }),
  enormous: (token, chance) => token + "A".repeat(chance.between(4_096, 12_000)),
};

/** Presents a token that was changed. Nothing but one answer may come of it: not even its being revoked may be told. */
export const forge: Attack = async ({ chance, dead, steady, late, checker }) => {
  const held = dead().at(-1);
  if (held === undefined) return;
  const [name, change] = chance.oneOf(Object.entries(FORGERIES));
  const token = change(newestOf(held), chance);
  const answer = await call(chance.oneOf([steady, late]), "account.me", {
    headers: { ...bearer(token), ...from(chance) },
  });
  checker.count(`forged, ${name}: ${answer.reason ?? answer.status}`);
  if (answer.status !== 401 || answer.reason !== "token_invalid") {
    checker.violation(`a forged token (${name}) was answered ${answer.status} ${answer.reason}`);
  }
};

function changeCharacter(token: string, chance: Chance): string {
  const at = chance.between(0, token.length - 1);
  const others = [...ALPHABET].filter((character) => character !== token[at]);
  return token.slice(0, at) + chance.oneOf(others) + token.slice(at + 1);
}

function rehead(token: string, header: unknown): string {
  return [encoded(header), ...token.split(".").slice(1)].join(".");
}

function reclaim(token: string, claims: unknown): string {
  const [header, , signature] = token.split(".");
  return [header, encoded(claims), signature].join(".");
}
