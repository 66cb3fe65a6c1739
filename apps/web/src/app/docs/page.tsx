import { notFound } from "next/navigation";
import { DocView, docMetadata } from "../../docs/doc-view.tsx";
import { findPage } from "../../docs/pages.ts";

const found = findPage("") ?? notFound();

export const metadata = docMetadata(found);

export default function DocsStartPage() {
  return <DocView {...found} />;
}
