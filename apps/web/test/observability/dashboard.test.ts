import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { expectShown, figuresOfALife } from "./support.ts";

const FILE = fileURLToPath(new URL("../../../../ops/grafana/curfew.json", import.meta.url));

const datasource = z.object({ type: z.literal("prometheus"), uid: z.string().regex(/^\$\{datasource\}$/) });
const gridPos = z.object({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1).max(24), h: z.int().min(1) });
const shared = { id: z.int().positive(), title: z.string().min(1), gridPos };
const panel = z.discriminatedUnion("type", [
  z.object({ ...shared, type: z.literal("row"), collapsed: z.literal(false) }),
  z.object({
    ...shared,
    type: z.enum(["timeseries", "stat"]),
    datasource,
    fieldConfig: z.object({ defaults: z.object({ unit: z.string() }), overrides: z.array(z.never()) }),
    targets: z.array(z.object({ refId: z.string(), expr: z.string().min(1), datasource })).min(1),
  }),
]);
const dashboard = z.object({
  uid: z.string().regex(/^[\w-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.enum(["datasource", "query"]) })) }),
  annotations: z.object({ list: z.array(z.object({ expr: z.string() })) }),
  panels: z.array(panel).min(1),
});

const read = () => dashboard.parse(JSON.parse(readFileSync(FILE, "utf8")));

/** Every query of the dashboard. */
function queries(): string[] {
  const { panels, annotations } = read();
  return [...panels.flatMap((each) => (each.type === "row" ? [] : each.targets)), ...annotations.list].map(
    ({ expr }) => expr,
  );
}

test("Grafana accepts the dashboard: panels have unique ids and places", () => {
  const { panels, templating } = read();
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(templating.list.map(({ name }) => name)).toEqual(["datasource", "job"]);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
});

test("The dashboard uses only existing metrics and labels", async () => {
  const figures = await figuresOfALife();
  for (const query of queries()) expectShown(figures, query);
});

test("The dashboard shows every metric that an alert uses", () => {
  const rules = readFileSync(new URL("../../../../ops/prometheus/curfew.rules.yaml", import.meta.url), "utf8");
  const alerted = new Set([...rules.matchAll(/\b((?:curfew|nodejs)_[a-z0-9_]+)/g)].map(([, name = ""]) => name));
  const shown = queries().join("\n");
  for (const name of alerted) expect(shown).toContain(name);
});

test("The dashboard's queries group by labels that are there", async () => {
  const figures = await figuresOfALife();
  for (const query of queries()) {
    const [, name = ""] = /((?:curfew|nodejs|process)_\w+)/.exec(query) ?? [];
    const shown = [...figures.keys()].find((sample) => sample === name || sample.startsWith(`${name}{`)) ?? "";
    for (const label of (/ by \(([^)]*)\)/.exec(query)?.[1] ?? "").split(/, ?/)) {
      if (label === "" || label === "instance") continue;
      expect(shown, query).toContain(`${label}="`);
    }
    expect(query.split("(").length, query).toBe(query.split(")").length);
  }
});
