import type { ReactNode } from "react";
import "../../docs/code.css";
import "../../docs/docs.css";

export default function DocsLayout({ children }: { children: ReactNode }) {
  return children;
}
