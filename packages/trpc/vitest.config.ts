import { defineConfig } from "vitest/config";
import { files } from "../../vitest.files.ts";

export default defineConfig({ test: { ...files, isolate: false } });
