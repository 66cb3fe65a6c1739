/** Repeats work on batches of `size` rows until one comes out smaller; answers how many rows in all. */
export async function inBatches(size: number, piece: () => Promise<number>): Promise<number> {
  let done = 0;
  for (;;) {
    const rows = await piece();
    done += rows;
    if (rows < size) return done;
  }
}
