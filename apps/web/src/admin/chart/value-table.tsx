"use client";

import { useExactTime } from "../../ui/time.tsx";
import type { Series } from "./series.ts";

interface ValueTableProps {
  readonly title: string;
  readonly series: readonly Series[];
  /** When each minute began, ISO 8601. */
  readonly minutes: readonly string[];
  readonly format: (value: number) => string;
}

/** Shows in numbers what a chart draws, the latest first. Minutes in which nothing happened are left out. */
export function ValueTable({ title, series, minutes, format }: ValueTableProps) {
  const rows = minutes
    .map((at, i) => ({ at, values: series.map(({ values }) => values[i] ?? null) }))
    .filter(({ values }) => values.some((value) => value))
    .toReversed();
  return (
    <details className="text-sm">
      <summary className="min-h-6 cursor-pointer rounded-sm text-soft">
        Show as a table<span className="sr-only">: {title}</span>
      </summary>
      {rows.length === 0 ? (
        <p className="mt-3">Nothing in the last hour.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        <section tabIndex={0} aria-label={`${title}, as a table`} className="mt-3 max-h-64 overflow-auto rounded-sm">
          <table className="w-full text-left tabular-nums">
            <caption className="sr-only">
              {title}, per minute. Minutes without {title.toLowerCase()} are omitted.
            </caption>
            <thead>
              <tr className="border-b border-line">
                <th scope="col" className="py-1 pr-4 font-semibold">
                  Minute
                </th>
                {series.map(({ name }) => (
                  <th key={name} scope="col" className="py-1 pr-4 text-right font-semibold last:pr-0">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ at, values }) => (
                <tr key={at} className="border-b border-line last:border-0">
                  <th scope="row" className="py-1 pr-4 font-normal whitespace-nowrap">
                    <MinuteOfDay iso={at} />
                  </th>
                  {values.map((value, i) => (
                    <td key={series[i]?.name} className="py-1 pr-4 text-right last:pr-0">
                      {value === null ? "–" : format(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}

function MinuteOfDay({ iso }: { iso: string }) {
  return <time dateTime={iso}>{useExactTime(iso, "minute")}</time>;
}
