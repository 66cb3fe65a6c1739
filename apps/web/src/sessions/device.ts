import Bowser from "bowser";
import { APPS, BOXES, KINDS, type Kind, PROGRAMS } from "./device-names.ts";

/** The program a session was opened with, as far as it tells. */
export interface Device {
  /** In words, such as “Firefox 140 on Windows”. */
  readonly name: string;
  /** The first half of that; the whole where there are no halves. */
  readonly program: string;
  /** The other half; empty if it isn't known, or says the same. */
  readonly place: string;
  readonly kind: Kind;
}

/** A program may call itself what it likes. */
const LONGEST = 60;
const UNKNOWN = "Unknown device";

/** Names a client by its `User-Agent` (RFC 9110 §10.1.5): its own word, which proves nothing. */
export function deviceOf(userAgent: string | null): Device {
  if (!userAgent) return { ...named(UNKNOWN, ""), kind: "program" };
  const { browser, os, platform } = Bowser.parse(userAgent);
  const box = BOXES.find(({ mark }) => mark.test(userAgent));
  const kind = box ? "tv" : (KINDS[os.name ?? ""] ?? KINDS[platform.type ?? ""] ?? "program");
  if (!box && !browser.name) return { ...named(productOf(userAgent), ""), kind };
  return { ...named(programOf(userAgent, browser), box?.place ?? platform.model ?? os.name ?? ""), kind };
}

/** A television's own program says nothing that its name doesn't. */
function named(program: string, place: string): Omit<Device, "kind"> {
  const isSame = program === "" || place === "" || program.toLowerCase().includes(place.toLowerCase());
  const name = (isSame ? program || place : `${program} on ${place}`).slice(0, LONGEST);
  return { name, program: isSame ? name : program.slice(0, LONGEST), place: isSame ? "" : place };
}

function programOf(userAgent: string, { name = "", version }: Bowser.Parser.Details): string {
  const app = APPS.find(({ mark }) => mark.test(userAgent));
  if (app) return app.program;
  if (name === "Electron") return electronApp(userAgent);
  const known = PROGRAMS[name] ?? name;
  return known === "" ? "" : [known, version?.split(".")[0]].filter(Boolean).join(" ");
}

/** An app made with Electron names itself before the browser it brings along. */
function electronApp(userAgent: string): string {
  const [, name = "Electron app"] = /\(KHTML, like Gecko\) ([\w-]+)\/\S+ Chrome\//.exec(userAgent) ?? [];
  return PROGRAMS[name] ?? name;
}

/** Programs that are no browsers begin with their name and version. */
function productOf(userAgent: string): string {
  const [, name, version] = /^([\w.-]{1,40})(?:\/(\d[\w.-]{0,15}))?/.exec(userAgent) ?? [];
  return [name ?? UNKNOWN, version].filter(Boolean).join(" ");
}
