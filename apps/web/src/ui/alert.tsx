import type { ReactNode } from "react";

/** Says what went wrong, and is read out when it appears. */
export function Alert({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="rounded-md border border-bad/40 bg-bad-wash px-4 py-3 text-bad">
      {children}
    </p>
  );
}
