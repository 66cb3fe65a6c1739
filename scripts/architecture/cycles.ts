import { dirname, join, normalize } from "node:path";
import type { Breach } from "./breach.ts";
import type { Source } from "./source.ts";

/** Cycles between files and between folders of a package's sources; types count like values. */
export function cycleBreaches(sources: readonly Source[]): Breach[] {
  const files = sources.filter(({ path }) => /^(apps|packages)\/[^/]+\/src\//.test(path));
  const edges = files.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => specifier.startsWith("."))
      .map(({ specifier }) => [path, normalize(join(dirname(path), specifier))] as const),
  );
  const folders = edges.map(([from, to]) => [areaOf(from), areaOf(to)] as const).filter(([from, to]) => from !== to);
  return [
    ...cyclesIn(edges).map((cycle) => breach(cycle, "files")),
    ...cyclesIn(folders).map((cycle) => breach(cycle, "folders")),
  ];
}

/** The folder below `src`, or below the app's server, that a file stands in; a file that stands there itself is an area. */
function areaOf(path: string): string {
  const [root = ""] = /^apps\/web\/src\/(?:server|backend)\/|^(apps|packages)\/[^/]+\/src\//.exec(path) ?? [];
  const rest = path.slice(root.length);
  return rest.includes("/") ? `${root}${rest.split("/")[0]}` : path;
}

function breach(cycle: readonly string[], what: string): Breach {
  return {
    at: cycle[0] ?? "",
    problem: `is part of a cycle of ${what}: ${[...cycle, cycle[0]].join(" → ")}`,
    instead: "Move what both need into a file of its own, or hand it over as an argument.",
  };
}

/** One cycle of each strongly connected component of a graph. */
function cyclesIn(edges: readonly (readonly [string, string])[]): string[][] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const found: string[][] = [];
  const seen = new Set<string>();
  for (const start of [...next.keys()].sort()) {
    const cycle = seen.has(start) ? null : shortestCycle(next, start);
    if (cycle === null) continue;
    found.push(cycle);
    for (const each of cycle) seen.add(each);
  }
  return found;
}

function shortestCycle(next: ReadonlyMap<string, ReadonlySet<string>>, start: string): string[] | null {
  const paths: string[][] = [[start]];
  const seen = new Set<string>();
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    for (const to of next.get(path.at(-1) ?? "") ?? []) {
      if (to === start) return path;
      if (seen.has(to)) continue;
      seen.add(to);
      paths.push([...path, to]);
    }
  }
  return null;
}
