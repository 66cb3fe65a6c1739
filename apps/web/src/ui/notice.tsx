import type { ReactNode } from "react";

/** Something worth knowing that is not wrong. */
export function Notice({ children }: { children: ReactNode }) {
  return <div className="rounded-md border border-line bg-sunken px-4 py-3">{children}</div>;
}
