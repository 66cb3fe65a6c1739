import { expectToFit } from "./support/fit.ts";
import { test } from "./support/test.ts";

/** Names that run the other way, are wider than they count, or are as long as they may be. */
const NAMES = ["שרה כהן 3!", "💡".repeat(100), "Donaudampfschifffahrtsgesellschaftskapitän ".repeat(2)];

for (const name of NAMES) {
  test(`nothing runs off the page for somebody called ${name.slice(0, 12)}…`, async ({ page, app }) => {
    await expectToFit(page, app, name);
  });
}
