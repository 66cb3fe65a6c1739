export { createMemoryJournal } from "../blacklist/memory-journal.ts";
export type { TestAuth, TestAuthOptions } from "./auth.ts";
export { createTestAuth, TEST_LIFETIMES } from "./auth.ts";
export type { TestClock } from "./clock.ts";
export { createTestClock } from "./clock.ts";
export type { JournalHarness, JournalRule } from "./journal.ts";
export { JOURNAL_RULES } from "./journal.ts";
export type { BreakableStore, Fault } from "./store.ts";
export { breakableStore } from "./store.ts";
