"use client";

import type { ReactNode } from "react";
import { Bars } from "./bars.tsx";
import { Lines } from "./lines.tsx";
import { HEIGHT, roundTop, type Series, WIDTH } from "./series.ts";
import { ValueTable } from "./value-table.tsx";

interface ChartProps {
  readonly title: string;
  /** What is most worth knowing, in large. */
  readonly figure: string;
  /** What that figure is. */
  readonly caption: string;
  readonly kind: "bars" | "lines";
  readonly series: readonly Series[];
  /** The same in more detail, for the table; left out: as it is drawn. */
  readonly details?: readonly Series[];
  /** When each minute began, ISO 8601. */
  readonly minutes: readonly string[];
  /** The value that the upper edge stands for at least: below it, little looks little. */
  readonly least: number;
  readonly format: (value: number) => string;
}

/** Draws an hour, with a table of the same values behind it. */
export function Chart({ title, figure, caption, kind, series, details = series, minutes, least, format }: ChartProps) {
  const top = roundTop(kind === "bars" ? sums(series, minutes.length) : all(series), least);
  const isAnything = all(series).some((value) => value > 0);
  const Drawing = kind === "bars" ? Bars : Lines;
  return (
    <section
      aria-label={title}
      className="grid min-w-0 grid-cols-1 gap-4 rounded-lg border border-line bg-surface p-4 has-[details[open]]:col-span-full sm:p-5"
    >
      <div className="grid gap-0.5">
        <h3>{title}</h3>
        <p className="text-sm text-soft">
          <span className="text-lg font-semibold text-ink tabular-nums">{figure}</span> {caption}
        </p>
      </div>
      <div className="relative grid max-w-lg gap-1 text-sm text-soft" aria-hidden="true">
        <span className="tabular-nums">{format(top)}</span>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          className="h-auto w-full overflow-visible"
          aria-hidden="true"
          focusable="false"
        >
          <Line y={0} />
          <Line y={HEIGHT / 2} />
          <Drawing series={series} top={top} />
          <Line y={HEIGHT} />
        </svg>
        {!isAnything && (
          <p className="absolute inset-x-0 top-1/2 -translate-y-1/2 text-center">
            <span className="bg-surface px-2">Nothing in the last hour</span>
          </p>
        )}
        <div className="flex justify-between">
          <span>1 h ago</span>
          <span>now</span>
        </div>
      </div>
      {isAnything && <Legend series={series} />}
      <ValueTable title={title} series={details} minutes={minutes} format={format} />
    </section>
  );
}

function Line({ y }: { y: number }): ReactNode {
  return <line x2={WIDTH} y1={y} y2={y} className="stroke-line" vectorEffect="non-scaling-stroke" />;
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {series.map(({ name, color }) => (
        <li key={name} className="flex items-center gap-2">
          <svg viewBox="0 0 10 10" className="size-2.5" aria-hidden="true" focusable="false">
            <rect width="10" height="10" rx="2" fill={color} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

function sums(series: readonly Series[], minutes: number): number[] {
  return Array.from({ length: minutes }, (_, i) => series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0));
}

function all(series: readonly Series[]): number[] {
  return series.flatMap(({ values }) => values.filter((value) => value !== null));
}
