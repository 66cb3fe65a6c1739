import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DocView, docMetadata } from "../../../docs/doc-view.tsx";
import { findPage } from "../../../docs/pages.ts";

interface Props {
  readonly params: Promise<{ readonly slug: readonly string[] }>;
}

async function found({ params }: Props) {
  const { slug } = await params;
  return findPage(slug.join("/")) ?? notFound();
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return docMetadata(await found(props));
}

export default async function DocPageRoute(props: Props) {
  return <DocView {...(await found(props))} />;
}
