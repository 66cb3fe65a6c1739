/** A page of the documentation: its path below `/docs`, and the file it is made of, from the root of the project. */
export interface Entry {
  readonly slug: string;
  readonly file: string;
}

export interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
}

const page = (slug: string): Entry => ({ slug, file: `docs/${slug}.md` });

/** The order of the pages. */
export const NAVIGATION: readonly Section[] = [
  { title: "Start", entries: [{ slug: "", file: "docs/README.md" }, ...["start/blacklist"].map(page)] },
  { title: "Operate", entries: ["settings", "stores", "operate", "scale"].map(page) },
  { title: "Reference", entries: ["api"].map(page) },
  {
    title: "Project",
    entries: [
      { slug: "security", file: "SECURITY.md" },
      { slug: "architecture", file: "ARCHITECTURE.md" },
      { slug: "contributing", file: "CONTRIBUTING.md" },
    ],
  },
];
