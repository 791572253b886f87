import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readObjectHeader } from '../../src/objects/object-header.ts';
import { ObjectsInBlocks } from '../../src/objects/object-in-block.ts';
import { ObjectTypes } from '../../src/objects/object-types.ts';
import { viewObject } from '../../src/objects/object-view.ts';
import { optionalHeaderSizes } from '../../src/objects/optional-headers.ts';
import { BuiltinLayouts } from '../../src/symbols/builtin/builtin-layouts.ts';
import { tagFromText } from '../../src/units/tag.ts';
import { handKernel } from './hand-kernel.ts';
import { PagedMemory } from './paged-memory.ts';
import { NAMES, typeAddress, writeTypes } from './written-types.ts';

const HEADER = 0x8a000200;

describe('a header of Windows 7 and later', () => {
  // Offset of header k is the sum of the sizes of the present bits up to k: creator 10h, name 10h,
  // handle 8, quota 10h, process 8.
  test.each([
    [0x00, {}, 0],
    [0x01, { creator: 0x10 }, 0x10],
    [0x08, { quota: 0x10 }, 0x10],
    [0x0c, { handle: 0x08, quota: 0x18 }, 0x18],
    [0x0e, { name: 0x10, handle: 0x18, quota: 0x28 }, 0x28],
    [0x1f, { creator: 0x10, name: 0x20, handle: 0x28, quota: 0x38, process: 0x40 }, 0x40],
  ])('mask %s', (mask, distances, total) => {
    const memory = new PagedMemory().map(0x8a000000, 0x1000);
    memory.words(HEADER, 3, 1, 0, 0x0a | (mask << 16) | (0x40 << 24), 0, 0x93000007);
    const header = readObjectHeader(handKernel(memory), HEADER)!;
    expect(header).toMatchObject({
      body: HEADER + 0x18,
      form: 'index',
      pointerCount: 3,
      handleCount: 1,
      typeWord: 0x0a,
      flags: 0x40,
      infoMask: mask,
      start: HEADER - total,
    });
    const found = Object.fromEntries([...header.optional].map(([kind, at]) => [kind, HEADER - at]));
    expect(found).toEqual(distances);
  });

  test('the seed: object 8a7cc038 has its header at 8a7cc020', () => {
    const memory = new PagedMemory().map(0x8a7cc000, 0x1000);
    expect(readObjectHeader(handKernel(memory), 0x8a7cc020)?.body).toBe(0x8a7cc038);
  });

  test('early Windows 10 keeps 10h bytes for bit 40, later ones 8', () => {
    const sizes = (key: string) => [...optionalHeaderSizes(new BuiltinLayouts(key, true))];
    expect(sizes('win10_x86')).toEqual([0x10, 0x10, 8, 0x10, 8, 8, 0x10, 4]);
    expect(sizes('win10_x86_17763')).toEqual([0x10, 0x10, 8, 0x10, 8, 8, 8, 4]);
  });

  test('a header on a page that is not there is undefined', () => {
    expect(readObjectHeader(handKernel(new PagedMemory()), HEADER)).toBeUndefined();
  });
});

describe('a header of XP to Vista', () => {
  test.each(['xp_sp3_x86', 'win2003_sp2_x86', 'vista_sp2_x86'])(
    '%s: optional headers by their bytes',
    (layouts) => {
      const memory = new PagedMemory().map(0x8a000000, 0x1000);
      // Type pointer at +8, then NameInfoOffset 10h, HandleInfoOffset 18h, QuotaInfoOffset 28h, Flags 4.
      memory.words(HEADER, 2, 1, 0x8a0a0000, 0x04281810);
      const header = readObjectHeader(handKernel(memory, { layouts }), HEADER)!;
      expect(header).toMatchObject({ form: 'pointer', typeWord: 0x8a0a0000, flags: 4, start: HEADER - 0x28 });
      expect(Object.fromEntries([...header.optional].map(([kind, at]) => [kind, HEADER - at]))).toEqual({
        creator: 0x10,
        name: 0x10,
        handle: 0x18,
        quota: 0x28,
      });
    },
  );
});

describe('types', () => {
  test('by the symbol of the table', () => {
    const memory = new PagedMemory();
    const variables = writeTypes(memory, { table: 0x82801000 });
    const types = new ObjectTypes(handKernel(memory, { variables }));
    expect(types.source).toBe('symbol');
    expect(types.list.map(({ name, index }) => `${index} ${name}`)).toEqual(
      NAMES.map((name, i) => `${i + 2} ${name}`),
    );
    expect(types.byName('thread')).toMatchObject({ tag: tagFromText('Thre'), totalObjects: 800 });
  });

  test('by the looks of the table, in the image of the kernel', () => {
    const memory = new PagedMemory();
    writeTypes(memory, { table: 0x82801000 });
    const types = new ObjectTypes(handKernel(memory));
    expect(types.source).toBe('scan');
    expect(types.list).toHaveLength(NAMES.length);
  });

  test('by the list that the type of all types keeps', () => {
    const memory = new PagedMemory();
    const variables = writeTypes(memory, { list: 0x82802000 });
    const types = new ObjectTypes(handKernel(memory, { variables }));
    expect(types.source).toBe('kdbg');
    expect(types.list).toHaveLength(NAMES.length);
  });

  test('none at all: headers have no type', () => {
    const memory = new PagedMemory().map(HEADER, 0x20).words(HEADER, 1, 1, 0, 8);
    const types = new ObjectTypes(handKernel(memory));
    expect(types.list).toEqual([]);
    expect(types.ofHeader(HEADER)).toBeUndefined();
  });

  test('up to Vista the header points at its type, which need not be on any list', () => {
    const memory = new PagedMemory();
    const layouts = 'xp_sp3_x86';
    writeTypes(memory, { layouts });
    memory.map(HEADER, 0x20).words(HEADER, 1, 1, typeAddress('Thread'));
    const types = new ObjectTypes(handKernel(memory, { layouts, build: 2600 }));
    expect(types.ofHeader(HEADER)?.name).toBe('Thread');
    expect(types.ofHeader(HEADER + 0x400)).toBeUndefined();
  });
});

describe('the cookie of Windows 10', () => {
  const layouts = 'win10_x86_17763';
  const COOKIE = 0x5a;

  /** TypeIndex as Windows 10 stores it: index ^ second byte of the header's address ^ cookie. */
  function scrambled(header: number, index: number): number {
    return (index ^ (header >>> 8) ^ COOKIE) & 0xff;
  }

  test('is taken from its symbol', () => {
    const memory = new PagedMemory();
    const variables = writeTypes(memory, { layouts, table: 0x82801000 });
    memory.words(0x82803000, COOKIE);
    memory.map(HEADER, 0x20).words(HEADER, 1, 1, 0, scrambled(HEADER, 8));
    const kernel = handKernel(memory, {
      layouts,
      build: 17763,
      variables: { ...variables, ObHeaderCookie: 0x82803000 },
    });
    const types = new ObjectTypes(kernel);
    expect(types.cookie).toBe(COOKIE);
    expect(types.ofHeader(HEADER)?.name).toBe('Thread');
  });

  test('is worked out from the headers of the type objects', () => {
    const memory = new PagedMemory();
    const variables = writeTypes(memory, {
      layouts,
      table: 0x82801000,
      typeIndex: (header) => scrambled(header, 2),
    });
    memory.map(HEADER, 0x20).words(HEADER, 1, 1, 0, scrambled(HEADER, 9));
    const types = new ObjectTypes(handKernel(memory, { layouts, build: 17763, variables }));
    expect(types.cookie).toBe(COOKIE);
    expect(types.ofHeader(HEADER)?.name).toBe('Event');
  });

  test('Windows 8.1 has none', () => {
    const memory = new PagedMemory();
    const variables = writeTypes(memory, { layouts: 'win81_u1_x86', table: 0x82801000 });
    const types = new ObjectTypes(handKernel(memory, { layouts: 'win81_u1_x86', build: 9600, variables }));
    expect(types.cookie).toBeUndefined();
    expect(types.list).toHaveLength(NAMES.length);
  });
});

describe('objects in pool blocks', () => {
  const BLOCK = 0x8a000100;
  const THREAD = tagFromText('Thre');

  function finder(layouts = 'win7_sp1_x86') {
    const memory = new PagedMemory();
    const variables = writeTypes(memory, { layouts, table: 0x82801000 });
    const kernel = handKernel(memory, { layouts, variables });
    return new ObjectsInBlocks(new ObjectTypes(kernel), kernel.layouts);
  }

  test('the seed: a Thread with quota info has its body 30h into the block, one without 20h', () => {
    const blocks = finder();
    const words = new Uint32Array(1024);
    words.set([1, 1, 0, 0x00080008], (8 + 0x10) / 4);
    expect(blocks.find(words, 0, BLOCK, 0x2e8, THREAD) + 0x18).toBe(0x30);
    words.fill(0);
    words.set([1, 1, 0, 0x00000008], 8 / 4);
    expect(blocks.find(words, 0, BLOCK, 0x2d8, THREAD) + 0x18).toBe(0x20);
  });

  test('every mask of Windows 7 leads to its own place', () => {
    const blocks = finder();
    const sizes = [0x10, 0x10, 8, 0x10, 8];
    for (let mask = 0; mask < 32; mask++) {
      const optional = sizes.reduce((sum, size, bit) => sum + ((mask >> bit) & 1 ? size : 0), 0);
      const words = new Uint32Array(1024);
      words.set([1, 1, 0, 8 | (mask << 16)], (8 + optional) / 4);
      expect(blocks.find(words, 0, BLOCK, 0x2d8 + optional, THREAD)).toBe(8 + optional);
    }
  });

  test('a block with the tag that holds no object is passed over', () => {
    const blocks = finder();
    fc.assert(
      fc.property(fc.array(fc.nat(0xffffffff), { minLength: 64, maxLength: 64 }), (noise) => {
        const words = Uint32Array.from(noise);
        const at = blocks.find(words, 0, BLOCK, 0x100, THREAD);
        // Noise may look like an object once in some ten thousand times; the seed has none of those.
        expect(at).toBe(0);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  test('a tag that no type has is not looked at', () => {
    expect(finder().mayHold(tagFromText('MSKK'))).toBe(false);
    expect(finder().mayHold((THREAD | 0x80000000) >>> 0)).toBe(true);
  });

  test('XP: the offset bytes say where the header lies', () => {
    const memory = new PagedMemory();
    const layouts = 'xp_sp3_x86';
    writeTypes(memory, { layouts, list: 0x82802000 });
    const variables = { ObpTypeObjectType: 0x82802000 };
    const kernel = handKernel(memory, { layouts, build: 2600, variables });
    const types = new ObjectTypes(kernel);
    const blocks = new ObjectsInBlocks(types, kernel.layouts);
    const words = new Uint32Array(1024);
    words.set([1, 1, types.byName('Thread')!.address, 0x00100000], (8 + 0x10) / 4);
    expect(blocks.find(words, 0, BLOCK, 0x290, THREAD)).toBe(0x18);
    expect(types.list[blocks.slot].name).toBe('Thread');
  });
});

test('an object on a page that is not there says why', () => {
  const memory = new PagedMemory();
  const types = new ObjectTypes(handKernel(memory));
  expect(viewObject(handKernel(memory), types, HEADER, true)).toEqual({
    absent: 'not-mapped',
    at: '8a000200 is not mapped (PT entry is zero or invalid)',
  });
});
