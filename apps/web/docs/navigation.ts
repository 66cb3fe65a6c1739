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

/** Pages of one folder, of which each is named after its file. */
const folder = (name: string, ...files: readonly string[]) => files.map((file) => page(`${name}/${file}`));

/** The order of the pages. */
export const NAVIGATION: readonly Section[] = [
  { title: "Documentation", entries: [{ slug: "", file: "docs/README.md" }] },
  {
    title: "Start",
    entries: [
      { slug: "start", file: "docs/start/README.md" },
      ...folder("start", "blacklist", "auth", "express", "fastify", "hono", "nestjs", "trpc"),
    ],
  },
  { title: "Concepts", entries: folder("concepts", "why-ids", "epochs", "recovery", "staleness", "failures") },
  { title: "Migrate", entries: folder("migrate", "setex", "nestjs", "express-jwt") },
  { title: "Operate", entries: ["settings", "stores", "deploy", "operate", "scale"].map(page) },
  { title: "Reference", entries: ["errors", "api"].map(page) },
  {
    title: "Project",
    entries: [
      { slug: "security", file: "SECURITY.md" },
      { slug: "architecture", file: "ARCHITECTURE.md" },
      { slug: "contributing", file: "CONTRIBUTING.md" },
    ],
  },
];
