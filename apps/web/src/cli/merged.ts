/**
 * Merges several sequences, each in its own order: of their first elements the one that comes before the others is
 * next.
 */
export async function* merged<T>(
  sequences: readonly AsyncGenerator<T, void>[],
  comesBefore: (a: T, b: T) => boolean,
): AsyncGenerator<T, void> {
  const heads = await Promise.all(sequences.map(async (sequence) => ({ sequence, head: await sequence.next() })));
  for (;;) {
    let first: (typeof heads)[number] | null = null;
    for (const candidate of heads) {
      if (candidate.head.done) continue;
      if (first === null || first.head.done || !comesBefore(first.head.value, candidate.head.value)) first = candidate;
    }
    if (first === null || first.head.done) return;
    yield first.head.value;
    first.head = await first.sequence.next();
  }
}
