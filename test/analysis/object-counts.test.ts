import { describe, expect, it } from 'vitest';
import { FoundObjects, ObjectState, Road } from '../../src/analysis/found-objects.ts';
import { ObjectCounts, ObjectMark } from '../../src/analysis/object-counts.ts';

const { ended, counted, pointed, exceeding } = ObjectState;
const THREAD = 8;
const EVENT = 12;

/** Rows as (type, state, process, held by a handle), every 400h bytes. */
function counts(...rows: readonly (readonly [slot: number, state: number, owner: number, held: boolean])[]) {
  const objects = new FoundObjects();
  rows.forEach(([slot, state, owner, held], i) => {
    objects.add(0x8a000000 + i * 0x400, 0x2e8, slot, state, owner);
    if (held) objects.roads[i] |= Road.handle;
  });
  return new ObjectCounts(objects);
}

describe('counts of the objects in pool', () => {
  const all = counts(
    [THREAD, counted | pointed, 1, true],
    [EVENT, counted | pointed, 0, true],
    [THREAD, ended | counted | pointed, 2, true],
    [THREAD, ended | pointed | exceeding, 2, false],
    [EVENT, pointed, 0, false],
  );

  it('are asked for by marks that must and must not be there', () => {
    expect(all.number(THREAD)).toBe(3);
    expect(all.number(THREAD, ended)).toBe(2);
    expect(all.number(THREAD, ended, ObjectMark.held)).toBe(1);
    expect(all.number(THREAD, ended | pointed, counted)).toBe(1);
    expect(all.number(EVENT, 0, ObjectMark.held)).toBe(1);
    expect([all.number(0), all.bytes(0)]).toEqual([0, 0]);
    expect(all.bytes(THREAD)).toBe(3 * 0x2e8);
  });

  it('say whose the objects are', () => {
    expect([...all.owners.of(THREAD)]).toEqual([
      { number: 1, objects: 1, dead: 0 },
      { number: 2, objects: 2, dead: 2 },
    ]);
    expect([...all.owners.of(EVENT)]).toEqual([]);
  });

  it('tell of ended objects first', () => {
    // Bodies lie 18h bytes behind the headers.
    expect(all.samples(THREAD)).toEqual([0x8a000818, 0x8a000c18]);
    expect(all.samples(EVENT)).toEqual([0x8a000418, 0x8a001018]);
    const many = counts(...Array.from({ length: 6 }, () => [THREAD, pointed, 1, false] as const), [
      THREAD,
      ended | pointed,
      1,
      false,
    ]);
    expect(many.samples(THREAD)).toEqual([0x8a001818, 0x8a000418, 0x8a000818, 0x8a000c18]);
  });
});
