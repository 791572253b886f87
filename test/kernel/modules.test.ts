import { describe, expect, it } from 'vitest';
import { loadedModules, unloadedModules } from '../../src/kernel/modules.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';

const HEAD = 0x82f62e30;

/** A loader entry by the public layout of KLDR_DATA_TABLE_ENTRY: base 18, size 20, names 24 and 2c. */
function entry(
  memory: SparseReader,
  at: number,
  flink: number,
  blink: number,
  name: string,
  base: number,
): void {
  memory.words(at, flink, blink, 0, 0, 0, 0, base, base + 0x1000, 0x8000);
  memory.words(at + 0x24, (name.length * 2) | ((name.length * 2 + 2) << 16), at + 0x100);
  memory.words(at + 0x2c, (name.length * 2) | ((name.length * 2 + 2) << 16), at + 0x100);
  memory.words(at + 0x34, 0, 0, 0, 0x106cf, 0x4bc2e9c4);
  memory.utf16(at + 0x100, name);
}

describe('modules', () => {
  it('are read in load order, the first one called nt', () => {
    const memory = new SparseReader().words(HEAD, 0x85000000, 0x86000000);
    entry(memory, 0x85000000, 0x86000000, HEAD, 'ntoskrnl.exe', 0x82e17000);
    entry(memory, 0x86000000, HEAD, 0x85000000, 'SIoctl.sys', 0x91967000);
    const { modules, end } = loadedModules(memory, HEAD, 7601);
    expect(end.complete).toBe(true);
    expect(modules.map(({ name, fileName, base, size }) => [name, fileName, base, size])).toEqual([
      ['nt', 'ntoskrnl.exe', 0x82e17000, 0x8000],
      ['SIoctl', 'SIoctl.sys', 0x91967000, 0x8000],
    ]);
    expect(modules[1]).toMatchObject({ timeDateStamp: 0x4bc2e9c4, checkSum: 0x106cf });
  });

  it('keep what can be read of a list that loops', () => {
    const memory = new SparseReader().words(HEAD, 0x85000000, 0x85000000);
    entry(memory, 0x85000000, 0x85000000, HEAD, 'ntoskrnl.exe', 0x82e17000);
    const { modules, end } = loadedModules(memory, HEAD, 7601);
    expect(modules).toHaveLength(1);
    expect(end.complete).toBe(false);
  });

  it('give names without letting them claim to be others', () => {
    const memory = new SparseReader().words(HEAD, 0x85000000, 0x86000000);
    entry(memory, 0x85000000, 0x86000000, HEAD, 'ntoskrnl.exe', 0x82e17000);
    entry(memory, 0x86000000, HEAD, 0x85000000, 'a b\u001b[31m.sys', 0x91967000);
    expect(loadedModules(memory, HEAD, 7601).modules[1].name).toBe('a_b__31m');
  });
});

describe('what loader entries claim', () => {
  const memory = new SparseReader().words(HEAD, 0x85000000, 0x87000000);
  entry(memory, 0x85000000, 0x86000000, HEAD, 'first.sys', 0x91967000);
  entry(memory, 0x86000000, 0x87000000, 0x85000000, 'kernel.exe', 0x82e17000);
  entry(memory, 0x87000000, HEAD, 0x86000000, 'bad\u0007.sys', 0x93000000);
  // A size beyond any driver; the image there is not in memory.
  memory.words(0x87000020, 0xc6724eff);

  it('the kernel is where KDBG says, the first module when none lies there', () => {
    const names = (kernelBase?: number) =>
      loadedModules(memory, HEAD, 7601, kernelBase).modules.map(({ name }) => name);
    expect(names(0x82e17000)).toEqual(['first', 'nt', 'bad_']);
    expect(names(0x12345678)).toEqual(['nt', 'kernel', 'bad_']);
    expect(names()).toEqual(['nt', 'kernel', 'bad_']);
  });

  it('an absurd size is not believed, and that is told', () => {
    const { modules, notes } = loadedModules(memory, HEAD, 7601);
    expect(modules.map(({ size }) => size)).toEqual([0x8000, 0x8000, 0x1000]);
    expect(notes).toEqual([
      'Module bad_ at 93000000: the loader says c6724effh bytes, its header cannot be read, so only its first page counts: 1000h.',
    ]);
  });
});

describe('unloaded modules', () => {
  it('come newest first from a ring of fifty', () => {
    // 18h bytes each: name, start, end, time. The next slot to be used is 1, so slot 0 is the newest.
    const memory = new SparseReader();
    for (let slot = 0; slot < 50; slot++) memory.words(0x88000000 + slot * 0x18, 0, 0, 0, 0, 0, 0);
    for (const [slot, name] of [
      [0, 'new.sys'],
      [49, 'old.sys'],
    ] as const) {
      memory.words(
        0x88000000 + slot * 0x18,
        name.length * 2 * 0x10001,
        0x88001000 + slot * 0x40,
        0x91a20000,
        0x91a2c000,
        5,
        6,
      );
      memory.utf16(0x88001000 + slot * 0x40, name);
    }
    expect(unloadedModules(memory, 0x88000000, 1)).toEqual([
      { name: 'new.sys', start: 0x91a20000, end: 0x91a2c000, time: { low: 5, high: 6 } },
      { name: 'old.sys', start: 0x91a20000, end: 0x91a2c000, time: { low: 5, high: 6 } },
    ]);
  });
});
