/** One generation of the store. */
export interface Generation {
  readonly number: number;
  /** Names its space in the store. */
  readonly id: string;
}

/** The store's record of its generation: how far a recovery has come. */
export interface GenerationRecord extends Generation {
  /** Rows given back so far; null: the generation is current. */
  readonly restored: number | null;
}

/** What one generation's keys hold. */
interface Space {
  /** The random id that each write left, by its number. */
  readonly ids: readonly string[];
  readonly revoked: readonly string[];
}

export interface Store {
  readonly generation: GenerationRecord | null;
  readonly spaces: Readonly<Record<string, Space>>;
}

/** The row of the database that names what the store has to show. */
export interface Checkpoint {
  readonly version: number;
  readonly generation: Generation;
  /** The last write that was answered; null: none in this generation. */
  readonly revision: { readonly number: number; readonly id: string } | null;
  readonly declared: Generation | null;
}

/** A process that revokes one token. */
export interface Writer {
  readonly token: string;
  readonly at: "read" | "put" | "commit" | "ask again" | "commit again" | "answered" | "given up";
  readonly tries: number;
  /** The checkpoint that it goes by. */
  readonly under: Checkpoint | null;
  /** The number of its write, and whether the answer showed what the checkpoint named. */
  readonly number: number;
  readonly isShown: boolean;
}

/** A process that brings store and checkpoint to agree. */
export interface Repairer {
  readonly at: "read" | "look" | "declare" | "claim" | "restore" | "begun" | "in force";
  readonly under: Checkpoint | null;
  readonly run: Generation | null;
  /** The store's record that the next step is to replace. */
  readonly before: GenerationRecord | null;
}

/** Everything there is. Never changed: each step makes another. */
export interface World {
  readonly store: Store;
  /** What the store was earlier: a loss puts back any of it. */
  readonly past: readonly Store[];
  readonly losses: number;
  readonly checkpoint: Checkpoint;
  readonly journal: readonly string[];
  readonly writers: readonly Writer[];
  readonly repairers: readonly Repairer[];
}

export const IDLE: Repairer = { at: "read", under: null, run: null, before: null };

/** A store in its first generation, two processes that revoke one token each, and two that repair. */
export function firstWorld(): World {
  const generation = { number: 1, id: "1" };
  const idle = { at: "read", tries: 0, under: null, number: 0, isShown: false } as const;
  return {
    store: { generation: { ...generation, restored: null }, spaces: {} },
    past: [{ generation: null, spaces: {} }],
    losses: 0,
    checkpoint: { version: 1, generation, revision: null, declared: null },
    journal: [],
    writers: ["x", "y"].map((token) => ({ token, ...idle })),
    repairers: [IDLE, IDLE],
  };
}

/** Whether the store shows what a checkpoint names. */
export function isShown({ generation, spaces }: Store, checkpoint: Checkpoint): boolean {
  if (generation === null || generation.restored !== null || generation.id !== checkpoint.generation.id) return false;
  const { revision } = checkpoint;
  return revision === null || spaces[generation.id]?.ids[revision.number] === revision.id;
}

/** What becomes of a token that is asked about with a checkpoint read anew. */
export function verdict({ store, checkpoint }: World, token: string): "accepted" | "refused" | "unavailable" {
  if (checkpoint.declared !== null || !isShown(store, checkpoint)) return "unavailable";
  return spaceOf(store, checkpoint.generation).revoked.includes(token) ? "refused" : "accepted";
}

export function spaceOf({ spaces }: Store, { id }: Generation): Space {
  return spaces[id] ?? { ids: ["none"], revoked: [] };
}

/** Changes the store in one atomic step, and keeps what it was before. */
export function withStore(world: World, store: Store): World {
  return { ...world, store, past: [...world.past, world.store] };
}

export function withSpace({ generation, spaces }: Store, { id }: Generation, space: Space): Store {
  return { generation, spaces: { ...spaces, [id]: space } };
}

/** Changes the checkpoint if it still has this version; null: it has another. */
export function replace(world: World, version: number, change: Partial<Checkpoint>): World | null {
  if (world.checkpoint.version !== version) return null;
  return { ...world, checkpoint: { ...world.checkpoint, ...change, version: version + 1 } };
}
