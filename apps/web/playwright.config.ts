import { defineConfig } from "@playwright/test";
import type { Stores } from "./e2e/support/test.ts";

const { CHROMIUM_PATH } = process.env;

/** Specs that start apps of their own, with other settings, stores and restarts: they are part of `npm run test:world`. */
const WORLD = /\.world\.spec\.ts$/;
/** Specs that try the same again and again: they are part of `npm run test:world` too. */
const RANDOM = /\.random\.spec\.ts$/;
/** What `npm test` also tries on Upstash's protocol. */
const ENTRANCE = /\/log(in|out)\.spec\.ts$/;

/** Tests that take long, beside quicker ones of their file: they are part of `npm run test:world` too. */
const LONG = /@world/;

/** What is tried with each store, and with each way to serve the app. */
const SMOKE = /@smoke/;
const WAYS = /@smoke|@ways/;

/** The production build in `CURFEW_BUILD_DIR`, in a real Chromium. Each worker serves an app of its own. */
export default defineConfig<object, Stores>({
  testDir: "e2e",
  fullyParallel: true,
  // Two more than processors: tests also wait, for tokens to expire.
  workers: 4,
  // Generous, because a machine that is busy with something else is no fault of the app's.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    // Nothing here is drawn by a GPU, and to imitate one takes an eighth of the time.
    launchOptions: { args: ["--disable-gpu"], ...(CHROMIUM_PATH && { executablePath: CHROMIUM_PATH }) },
    // No film, which takes a quarter of the time, and no snapshots, which take an eighth: `--trace=on` makes both.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false, sources: true },
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "embedded", testIgnore: [WORLD, RANDOM], use: { store: "embedded" }, grepInvert: LONG },
    { name: "upstash", testMatch: ENTRANCE, use: { store: "upstash" }, grep: SMOKE },
    { name: "embedded-world", testMatch: [WORLD, RANDOM], use: { store: "embedded" } },
    { name: "embedded-long", testIgnore: [WORLD, RANDOM], use: { store: "embedded" }, grep: LONG },
    { name: "upstash-world", testIgnore: [WORLD, ENTRANCE], use: { store: "upstash" }, grep: SMOKE },
    { name: "next-world", testIgnore: WORLD, use: { way: "next" }, grep: WAYS },
    { name: "serverless-world", testIgnore: WORLD, use: { store: "hosted", way: "serverless" }, grep: WAYS },
  ],
});
