import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walkList } from '../../src/kernel/lists.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';

const HEAD = 0x82f50000;
const LINK = 0xb8;

/** Structures at the given addresses, linked in order through a LIST_ENTRY at +b8. */
function linked(addresses: readonly number[]): SparseReader {
  const memory = new SparseReader();
  const links = [HEAD, ...addresses.map((one) => one + LINK)];
  for (const [i, link] of links.entries()) {
    memory.words(link, links[(i + 1) % links.length], links[(i + links.length - 1) % links.length]);
  }
  return memory;
}

describe('list walks', () => {
  const three = [0x85000000, 0x86000000, 0x87000000];

  it('gives the structures in order', () => {
    expect(walkList(linked(three), HEAD, LINK)).toEqual({ entries: three, end: { complete: true } });
    expect(walkList(linked([]), HEAD, LINK)).toEqual({ entries: [], end: { complete: true } });
  });

  it('goes round a broken link from the other side', () => {
    // The forward link of the second structure is overwritten; the third is still found backwards.
    const memory = linked(three).words(0x86000000 + LINK, 0x41414141);
    const walk = walkList(memory, HEAD, LINK);
    expect(walk.entries).toEqual(three);
    expect(walk.end).toEqual({ complete: false, why: 'the list entry at 41414141 cannot be read' });
  });

  it('stops at a cycle', () => {
    const memory = linked(three).words(0x87000000 + LINK, 0x85000000 + LINK);
    const walk = walkList(memory, HEAD, LINK);
    expect(walk.entries).toEqual(three);
    expect(walk.end.why).toBe('the list loops: 870000b8 links back to 850000b8');
  });

  it('stops at its limit', () => {
    expect(walkList(linked(three), HEAD, LINK, 2).end.why).toBe('the list has more than 2 entries');
  });

  it('ends, and never repeats a structure, whatever is overwritten', () => {
    const places = Array.from({ length: 8 }, (_, i) => 0x85000000 + i * 0x1000);
    const target = fc.oneof(fc.constantFrom(...places.map((one) => one + LINK), HEAD, 0), fc.nat(0xffffffff));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...places), fc.constantFrom(0, 4), target), { maxLength: 6 }),
        (writes) => {
          const memory = linked(places);
          for (const [place, which, value] of writes) memory.words(place + LINK + which, value);
          const { entries } = walkList(memory, HEAD, LINK);
          expect(new Set(entries).size).toBe(entries.length);
          expect(entries.every((one) => places.includes(one) || one === HEAD - LINK)).toBe(true);
        },
      ),
    );
  });
});
