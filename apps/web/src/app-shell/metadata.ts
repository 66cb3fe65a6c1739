import type { Metadata } from "next";

/** Of every page that is nobody else's business. */
export const privateMetadata: Metadata = { robots: { index: false, follow: false } };
