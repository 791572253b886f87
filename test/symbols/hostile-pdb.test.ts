import { describe, expect, test } from 'vitest';
import { isSymbolProblem, openSymbolFile } from '../../src/symbols/open-symbol-file.ts';
import { Random } from '../builder/random.ts';
import { exercise } from './exercise-symbols.ts';
import { join, member, publicSymbol, record, u16, u32, writePdb, zstring } from './pdb-writer.ts';
import { hasShared, readShared } from './shared.ts';

const INTERESTING = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/** One to eight changes: bytes, numbers that tend to hurt, a cut, a copied run. */
function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  for (let left = 1 + random.below(8); left > 0; left--) {
    const at = random.below(changed.length - 4);
    switch (random.below(5)) {
      case 0:
        changed[at] ^= 1 << random.below(8);
        break;
      case 1:
        changed[at] = random.below(256);
        break;
      case 2:
        view.setUint16(at & ~1, random.pick(INTERESTING), true);
        break;
      case 3:
        view.setUint32(at & ~3, random.pick(INTERESTING), true);
        break;
      default: {
        const from = random.below(changed.length - 4);
        changed.copyWithin(at, from, Math.min(from + random.below(32), changed.length));
      }
    }
  }
  return random.below(16) === 0 ? changed.subarray(0, random.below(changed.length)) : changed;
}

/** Reads mutated copies; each must read or fail with a known error that says where. */
function hammer(bytes: Uint8Array, rounds: number, seed: number): { read: number; refused: number } {
  const random = new Random(seed);
  const tally = { read: 0, refused: 0 };
  for (let round = 0; round < rounds; round++) {
    const mutant = mutate(bytes, random);
    try {
      exercise(openSymbolFile(mutant, 'mutant.pdb'));
      tally.read++;
    } catch (error) {
      if (!isSymbolProblem(error)) throw new Error(`seed ${seed}, round ${round}`, { cause: error });
      tally.refused++;
    }
  }
  return tally;
}

function everything(): Uint8Array {
  const field = (name: string, type: number, offset: number) =>
    member(0x150d, u16(3), u32(type), u16(offset), zstring(name));
  const struct = (name: string, list: number, size: number) =>
    record(0x1505, u16(1, 0), u32(list, 0, 0), u16(size), zstring(name));
  return writePdb({
    names: '\0$T0 $ebp =\0',
    types: [
      record(
        0x1203,
        field('Flink', 0x1003, 0),
        field('Blink', 0x1003, 4),
        member(0x1404, u16(0), u32(0x1001)),
      ),
      record(
        0x1203,
        field('u', 0x1004, 8),
        field('Bits', 0x1005, 12),
        member(0x1400, u16(3), u32(0x1006), u16(16)),
      ),
      struct('_ENTRY', 0x1000, 24),
      record(0x1002, u32(0x1002), u32(0x800a)),
      record(0x1506, u16(1, 0), u32(0x1007), u16(4), zstring('__unnamed')),
      record(0x1205, u32(0x22), Uint8Array.of(3, 5)),
      struct('_BASE', 0x1007, 8),
      record(0x1203, field('Long', 0x22, 0), field('Array', 0x1008, 4)),
      record(0x1503, u32(0x20, 0x22), u16(4), zstring('')),
      record(0x1203, member(0x1502, u16(3), u16(0x8003), u32(7), zstring('Seven'))),
      record(0x1507, u16(1, 0), u32(0x74, 0x1009), zstring('_KIND')),
      record(0x1008, u32(0x12), Uint8Array.of(7, 0), u16(0), u32(0)),
      record(0x1001, u32(0x100b), u16(1)),
    ],
    symbols: Array.from({ length: 12 }, (_, i) => publicSymbol(`_Function${i}@8`, 1, 16 * i, 2)),
    moduleSymbols: [record(0x110c, u32(0x22, 8), u16(2), zstring('Static'))],
    sections: [0x1000, 0x5000],
    originalSections: [0x1000, 0x5000],
    omapFromSource: [[0x1000, 0x2000]],
    omapToSource: [[0x2000, 0x1000]],
    fpo: join(u32(0x1000, 64, 3), u16(2, 0x4304)),
    frameData: join(u32(0x1000, 64, 8, 8, 0, 1), u16(3, 4), u32(4)),
  });
}

describe('mutated program databases read or say why', () => {
  test('the unchanged one reads whole', () => {
    // 12 + 1 names, 9 + 2 + 3 fields and more inside the unnamed union, one constant, frames
    expect(exercise(openSymbolFile(everything(), 'whole.pdb'))).toBeGreaterThan(25);
  });

  test('15,000 of one with every kind of record', { timeout: 60_000 }, () => {
    const { read, refused } = hammer(everything(), 15_000, 1);
    expect(read).toBeGreaterThan(1000);
    expect(refused).toBeGreaterThan(1000);
  });

  test('5,000 of a linker-made one', { timeout: 60_000 }, (context) => {
    if (!hasShared('data/pdb/minimal.pdb')) return context.skip();
    const { read, refused } = hammer(readShared('data/pdb/minimal.pdb'), 5000, 2);
    expect(read + refused).toBe(5000);
  });

  test('60 of the XP kernel', { timeout: 60_000 }, (context) => {
    if (!hasShared('data/pdb/ntkrnlpa-xpsp3-pae.pdb')) return context.skip();
    const { read, refused } = hammer(readShared('data/pdb/ntkrnlpa-xpsp3-pae.pdb'), 60, 3);
    expect(read + refused).toBe(60);
  });
});

test.skipIf(!hasShared('data/pdb/fuzzed.pdb'))('a file damaged on purpose', () => {
  // llvm-pdbutil: "Block map address is invalid."
  expect(() => openSymbolFile(readShared('data/pdb/fuzzed.pdb'), 'fuzzed.pdb')).toThrow(
    /PDB msf\.block_map_block at offset 0x34: block \d+ is outside the file/,
  );
});

describe('files that promise more than they hold', () => {
  test('streams that share blocks cannot grow beyond the file', () => {
    const blockSize = 4096;
    const count = 512;
    // 512 streams of 64 KiB each in a file of 96 KiB, all the same block.
    const directory = join(u32(count), u32(...Array(count).fill(0x10000)), u32(...Array(count * 16).fill(3)));
    const blocks = Math.ceil(directory.length / blockSize);
    const file = new Uint8Array(blockSize * (5 + blocks));
    file.set(writePdb({ blockSize }).subarray(0, 32));
    file.set(u32(blockSize, 1, 5 + blocks, directory.length, 0, 4), 32);
    file.set(u32(...Array.from({ length: blocks }, (_, i) => 5 + i)), 4 * blockSize);
    file.set(directory, 5 * blockSize);
    expect(() => openSymbolFile(file, 'shared.pdb')).toThrow(/longer than the file/);
  });

  test('a type that multiplies its fields is stopped', () => {
    const types: Uint8Array[] = [];
    const field = (name: string, type: number) => member(0x150d, u16(3), u32(type), u16(0), zstring(name));
    // Each level has eight members of the level below: 8^10 fields in the end.
    types.push(
      record(0x1203, field('x', 0x22)),
      record(0x1506, u16(0, 0), u32(0x1000), u16(4), zstring('__unnamed_0')),
    );
    for (let level = 1; level <= 10; level++) {
      const below = 0x1000 + 2 * level - 1;
      types.push(record(0x1203, ...Array.from('abcdefgh', (name) => field(name, below))));
      types.push(record(0x1506, u16(0, 0), u32(below + 1), u16(4), zstring(`__unnamed_${level}`)));
    }
    const file = openSymbolFile(writePdb({ types }), 'deep.pdb');
    expect(() => file.layouts()?.struct('__unnamed_10')).toThrow(/more than 65536 fields/);
  });

  test('types that hold each other without end are stopped, although no field is new', () => {
    const field = (type: number) => member(0x150d, u16(3), u32(type), u16(0), zstring(''));
    // An unnamed union whose twenty unnamed members are that union: 20^16 ways down.
    const types = [
      record(0x1203, ...Array.from({ length: 20 }, () => field(0x1001))),
      record(0x1506, u16(20, 0), u32(0x1000), u16(4), zstring('__unnamed_1')),
    ];
    const file = openSymbolFile(writePdb({ types }), 'round.pdb');
    expect(() => file.layouts()?.struct('__unnamed_1')).toThrow(/more than 65536 fields/);
  });
});
