import { describe, expect, test } from 'vitest';
import { readProcessDetails } from '../../src/objects/process-details.ts';
import type { Process } from '../../src/objects/processes.ts';
import { handKernel } from './hand-kernel.ts';
import { PagedMemory } from './paged-memory.ts';

const ADDRESS = 0x8947e000;

function vadsOf(layouts: string, build: number, ...words: (readonly [offset: number, value: number])[]) {
  const memory = new PagedMemory().map(ADDRESS, 0x1000);
  for (const [offset, value] of words) memory.words(ADDRESS + offset, value);
  const process = { address: ADDRESS } as Process;
  const { vadRoot, vads } = readProcessDetails(handKernel(memory, { layouts, build }), process);
  return { vadRoot, vads };
}

describe('the tree of address ranges', () => {
  const tree = { vadRoot: 0x8a001000, vads: 77 };

  test('XP: a bare pointer, nothing counted', () => {
    expect(vadsOf('xp_sp3_x86', 2600, [0x11c, tree.vadRoot])).toEqual({ ...tree, vads: undefined });
  });

  test('Windows 7: the right child of the table, the count above eight bits', () => {
    const words = [
      [0x278 + 8, tree.vadRoot],
      [0x278 + 0x14, (77 << 8) | 9],
    ] as const;
    expect(vadsOf('win7_sp1_x86', 7601, ...words)).toEqual(tree);
  });

  test('Windows 8: no place is known', () => {
    expect(vadsOf('win8_sp0_x86', 9200, [0x274, tree.vadRoot])).toEqual({});
  });

  // VadRoot and VadCount of 8.1: 274h, 27ch; of 10 (19041): 350h, 358h.
  test.each([
    ['win8_sp1_x86', 9600, 0x274, 0x27c],
    ['win10_x86_19041', 19041, 0x350, 0x358],
  ])('%s: a pointer and a count', (layouts, build, root, count) => {
    expect(vadsOf(layouts, build, [root, tree.vadRoot], [count, tree.vads])).toEqual(tree);
  });
});
