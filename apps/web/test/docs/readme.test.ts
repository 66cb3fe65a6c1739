import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { examplesOf, runExample } from "./examples.ts";

test("The README's examples run and print what their comments promise", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const examples = examplesOf("README.md").filter(({ language }) => language === "ts");
  expect(examples).toHaveLength(3);
  for (const { language, source, promised } of examples) {
    expect(promised.length).toBeGreaterThan(0);
    const aimed = source.replaceAll("redis://localhost:6379", redis.url);
    expect(await runExample(language, aimed), source).toEqual(promised);
  }
}, 60_000);
