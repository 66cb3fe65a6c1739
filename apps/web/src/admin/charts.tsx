"use client";

import { Chart } from "./chart/chart.tsx";
import type { Series } from "./chart/series.ts";
import { groupedByColor, rejectionsOf } from "./reasons.ts";
import type { Minute, Stats } from "./stats.ts";

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const ROUGH = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });

const COUNTS = {
  kind: "bars",
  least: 4,
  caption: "in the last hour",
  format: (count: number) => WHOLE.format(count),
} as const;
const TIMES = { kind: "lines", least: 1, format: (ms: number) => `${ROUGH.format(ms)} ms` } as const;
const SIZES = { kind: "lines", least: 10, format: (records: number) => WHOLE.format(records) } as const;

/** Shows the figures of the live view, each as a chart. */
export function Charts({ stats: { series, total } }: { stats: Stats }) {
  const of = (name: string, tint: number, pick: (minute: Minute) => number | null): Series => {
    return { name, color: `var(--tint-${tint})`, values: series.map(pick) };
  };
  const minutes = series.map(({ at }) => at);
  const logins = [of("logins", 1, (minute) => minute.logins), of("sign-ups", 3, (minute) => minute.signups)];
  const ended = [of("revocations", 1, (minute) => minute.ended)];
  const reused = [of("refresh token reuse", 4, (minute) => minute.reused)];
  const refused = rejectionsOf(series);
  const slow = of("p95", 2, ({ blacklist }) => blacklist.p95);
  const usual = of("p50", 1, ({ blacklist }) => blacklist.p50);
  const records = of("records", 1, ({ blacklist }) => blacklist.records);
  return (
    <div className="grid grid-cols-1 items-start gap-5 sm:grid-cols-2 lg:grid-cols-3">
      <Chart
        {...COUNTS}
        {...{ minutes, series: logins }}
        title="Logins"
        caption={`${many(total.logins, "login")}, ${WHOLE.format(total.signups)} ${many(total.signups, "sign-up")}`}
        figure={WHOLE.format(total.logins)}
      />
      <Chart {...COUNTS} {...{ minutes, series: ended }} title="Revocations" figure={WHOLE.format(total.ended)} />
      <Chart
        {...COUNTS}
        {...{ minutes, series: reused }}
        title="Refresh token reuse"
        figure={WHOLE.format(total.reused)}
      />
      <Chart
        {...COUNTS}
        {...{ minutes, series: groupedByColor(refused), details: refused }}
        title="Refusals"
        figure={WHOLE.format(sumOf(refused))}
      />
      <Chart
        {...TIMES}
        {...{ minutes, series: [slow, usual] }}
        title="Denylist latency"
        figure={latest(slow, TIMES.format)}
        caption="p95"
      />
      <Chart
        {...SIZES}
        {...{ minutes, series: [records] }}
        title="Denylist size"
        figure={latest(records, SIZES.format)}
        caption="records"
      />
    </div>
  );
}

function many(count: number, one: string): string {
  return count === 1 ? one : `${one}s`;
}

function sumOf(series: readonly Series[]): number {
  return series.flatMap(({ values }) => values).reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function latest({ values }: Series, format: (value: number) => string): string {
  const value = values.findLast((each) => each !== null);
  return value === undefined || value === null ? "–" : format(value);
}
