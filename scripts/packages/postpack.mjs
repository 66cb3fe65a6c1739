/** Run by npm and pnpm after they packed a package: puts the workspace's own manifest back. */
import { restoreManifest } from "./manifest.mjs";

restoreManifest(process.cwd());
