import type { ReactNode } from "react";

/** Shows something worth knowing that is not an error. */
export function Notice({ children }: { children: ReactNode }) {
  return <div className="min-w-0 rounded-md border border-line bg-sunken px-4 py-3 wrap-anywhere">{children}</div>;
}
