import type { Device } from "./device.ts";

const SHAPES = {
  computer: "M4 5h16v10H4zM2 19h20",
  phone: "M7 2.5h10v19H7zM11 18.5h2",
  tablet: "M4.5 3h15v18h-15zM11 18h2",
  tv: "M3 5h18v11H3zM8 20h8M12 16v4",
  program: "M3 4h18v16H3zM7 9l3 3-3 3M12.5 15H17",
} as const satisfies Record<Device["kind"], string>;

export function DeviceIcon({ kind }: { kind: Device["kind"] }) {
  return (
    <span className="grid size-11 shrink-0 place-items-center rounded-md bg-sunken text-soft">
      <svg viewBox="0 0 24 24" className="size-6" aria-hidden="true" focusable="false">
        <path
          d={SHAPES[kind]}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.75"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    </span>
  );
}
