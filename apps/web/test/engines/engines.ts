import { globSync } from "node:fs";
import type { Engine } from "./browser.ts";
import { createChromium, createFirefox } from "./puppeteer.ts";
import { createWebkit } from "./webkit.ts";

/** An engine that can be tried, or what is missing for it. */
type Candidate = { readonly name: string } & (
  | { readonly engine: Engine; readonly missing?: undefined }
  | { readonly engine?: undefined; readonly missing: string }
);

/** Every engine, by the programs that the environment names; `npm run test:world` installs what is missing. */
export function candidates(): readonly Candidate[] {
  const { CHROMIUM_PATH, FIREFOX, WEBKIT_DRIVER, XVFB } = process.env;
  // Debian keeps it out of the PATH, below a folder for the version.
  const [browser] = globSync("/usr/{lib,libexec}/{*/,}webkit2gtk-*/MiniBrowser");
  return [
    CHROMIUM_PATH === undefined
      ? { name: "Chromium", missing: "CHROMIUM_PATH" }
      : { name: "Chromium", engine: createChromium(CHROMIUM_PATH) },
    FIREFOX === undefined
      ? { name: "Firefox", missing: "FIREFOX" }
      : { name: "Firefox", engine: createFirefox(FIREFOX) },
    WEBKIT_DRIVER === undefined || XVFB === undefined || browser === undefined
      ? { name: "WebKit", missing: "WEBKIT_DRIVER, XVFB or MiniBrowser" }
      : { name: "WebKit", engine: createWebkit({ driver: WEBKIT_DRIVER, screen: XVFB, browser }) },
  ];
}
