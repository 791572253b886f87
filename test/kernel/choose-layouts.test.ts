import { describe, expect, test } from 'vitest';
import { readCrashDump } from '../../src/dump/crash-dump.ts';
import { chooseLayouts } from '../../src/kernel/choose-layouts.ts';
import { Kernel } from '../../src/kernel/kernel.ts';
import type { Layouts } from '../../src/symbols/layouts.ts';
import { buildDump } from '../builder/build.ts';
import { bytesSource } from '../fakes/physical.ts';

const { bytes } = buildDump({ name: 'healthy', scale: 0, kind: 'kernel', lean: true });
const kernel = new Kernel(readCrashDump(bytesSource(bytes)));

/** Symbol files often hold names alone, or types of something else. */
const NAMES: Layouts = {
  source: 'isf',
  description: 'names.json',
  struct: () => undefined,
  structNames: () => [],
};

function choose(build: number, notes: string[]): Layouts {
  const processes = { memory: kernel.memory, head: kernel.dump.header.psActiveProcessHead };
  return chooseLayouts({ build, pae: true, kdbg: kernel.kdbg, processes }, { layouts: NAMES }, notes);
}

describe('symbols without the types of the kernel', () => {
  test('leave the built-in layouts in place, without a word of disagreement', () => {
    const notes: string[] = [];
    expect(choose(7601, notes).description).toBe('built-in win7_sp1_x86');
    expect(notes).toEqual([]);
  });

  test('do not stand in for layouts that nobody has', () => {
    expect(() => choose(14000, [])).toThrow(
      'Build 14000 (MinorVersion at offset Ch) has no built-in layouts',
    );
  });
});
