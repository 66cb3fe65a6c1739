import { scaleBand } from "@visx/scale";
import { BarStack } from "@visx/shape";
import { HEIGHT, type Series, upTo, WIDTH } from "./series.ts";

interface BarsProps {
  readonly series: readonly Series[];
  /** The value at the upper edge. */
  readonly top: number;
}

/** Bars for counts, one a minute, those of several series on top of each other. */
export function Bars({ series, top }: BarsProps) {
  const minutes = series[0]?.values.map((_, i) => i) ?? [];
  const keys = series.map((_, i) => i);
  return (
    <BarStack
      data={minutes}
      keys={keys}
      value={(minute, key) => series[key]?.values[minute] ?? 0}
      x={(minute) => minute}
      xScale={scaleBand({ domain: minutes, range: [0, WIDTH], padding: 0.25 })}
      yScale={upTo(top, HEIGHT)}
      color={(key) => series[key]?.color ?? ""}
      // A gap between two colours that stand on each other.
      stroke="var(--surface)"
      strokeWidth="1"
    />
  );
}
