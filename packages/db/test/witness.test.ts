import { expect, test } from "vitest";
import { connect, emptyDatabase, onBoth } from "./support/database.ts";

onBoth((open, kind) => {
  test("a witness that heard nothing says so", async () => {
    const { witness } = await open();
    expect(await witness.read()).toBeNull();
  });

  test("a witness only rises: by number, then by mark", async () => {
    const { witness } = await open();
    const heard = [
      [
        { number: 2, id: "b", mark: 5 },
        { number: 2, id: "b", mark: 5 },
      ],
      [
        { number: 2, id: "b", mark: 4 },
        { number: 2, id: "b", mark: 5 },
      ],
      [
        { number: 1, id: "a", mark: 99 },
        { number: 2, id: "b", mark: 5 },
      ],
      [
        { number: 2, id: "b", mark: 6 },
        { number: 2, id: "b", mark: 6 },
      ],
      [
        { number: 3, id: "c", mark: 0 },
        { number: 3, id: "c", mark: 0 },
      ],
      [
        { number: 3, id: "c", mark: 2 ** 52 + 1 },
        { number: 3, id: "c", mark: 2 ** 52 + 1 },
      ],
    ] as const;
    for (const [raised, standing] of heard) {
      await witness.raise(raised);
      expect(await witness.read()).toEqual(standing);
    }
  });

  test("of two ids with one number the higher mark stands, of equals the first", async () => {
    const { witness } = await open();
    await witness.raise({ number: 1, id: "a", mark: 5 });
    await witness.raise({ number: 1, id: "b", mark: 5 });
    expect(await witness.read()).toEqual({ number: 1, id: "a", mark: 5 });
    await witness.raise({ number: 1, id: "b", mark: 6 });
    expect(await witness.read()).toEqual({ number: 1, id: "b", mark: 6 });
  });

  test("of fifty that raise at once over two connections the highest stands", async () => {
    const options = await emptyDatabase(kind);
    const witnesses = [connect(options).witness, connect(options).witness];
    const states = Array.from({ length: 25 }, (_, index) => ({
      number: 1 + (index % 3),
      id: "x",
      mark: (index * 7) % 25,
    }));
    await Promise.all(witnesses.flatMap((witness) => states.map((state) => witness.raise(state))));
    const highest = states.toSorted((a, b) => b.number - a.number || b.mark - a.mark)[0];
    expect(await witnesses[0]?.read()).toEqual(highest);
  });
});
