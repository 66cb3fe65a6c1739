import { LinePath } from "@visx/shape";
import { HEIGHT, type Series, upTo, WIDTH } from "./series.ts";

interface LinesProps {
  readonly series: readonly Series[];
  /** The value at the upper edge. */
  readonly top: number;
}

/** Lines for what is measured; where nothing was, there is a gap. */
export function Lines({ series, top }: LinesProps) {
  const y = upTo(top, HEIGHT);
  return series.map(({ name, color, values }) => {
    const step = WIDTH / values.length;
    const points = values.map((value, i) => ({ x: (i + 0.5) * step, value }));
    return (
      <g key={name} stroke={color} strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
        <LinePath
          data={points}
          defined={({ value }) => value !== null}
          x={({ x }) => x}
          y={({ value }) => y(value ?? 0)}
        />
        {/* A minute between two gaps makes no line. */}
        {points.map(({ x, value }) => value !== null && <path key={x} d={`M${x} ${y(value)}h0`} strokeWidth="4" />)}
      </g>
    );
  });
}
