import type { ReactNode } from "react";
import { Notice } from "./notice.tsx";

/** Reads out what has been done, and keeps it in sight wherever the page is scrolled to. */
export function PassingNotice({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="pointer-events-none sticky top-3 z-10 empty:hidden">
      {children !== null && <Notice>{children}</Notice>}
    </div>
  );
}
