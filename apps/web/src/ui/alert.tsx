import type { ReactNode } from "react";

/** Says what went wrong, and is read out when it appears. */
export function Alert({ children }: { children: ReactNode }) {
  return (
    <p
      role="alert"
      className="min-w-0 rounded-md border border-l-4 border-bad/40 border-l-bad bg-bad-wash px-4 py-3 text-bad wrap-anywhere"
    >
      {children}
    </p>
  );
}
