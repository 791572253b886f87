import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCrashDump } from '../../src/dump/crash-dump.ts';
import { DumpError } from '../../src/dump/dump-error.ts';
import { newPageCursor } from '../../src/dump/physical-memory.ts';
import { completeDump, headerPage, summaryDump, withFile } from '../fakes/dump-file.ts';

function reason(bytes: Uint8Array): string {
  return withFile(bytes, (path) => {
    try {
      openCrashDump(path).close();
      return 'opened';
    } catch (error) {
      expect(error).toBeInstanceOf(DumpError);
      return `${(error as DumpError).kind}: ${(error as DumpError).message}`;
    }
  });
}

/** First byte of each frame, or -1 where the dump has no page. */
function firstBytes(bytes: Uint8Array, frames: readonly number[], backend: 'mmap' | 'pread'): number[] {
  return withFile(bytes, (path) => {
    const dump = openCrashDump(path, { backend });
    const cursor = newPageCursor();
    const found = frames.map((pfn) =>
      dump.physical.page(pfn, cursor) ? cursor.bytes[cursor.index * 4] : -1,
    );
    dump.close();
    return found;
  });
}

describe.each(['mmap', 'pread'] as const)('pages through %s', (backend) => {
  it('stores the runs of a complete dump back to back', () => {
    const bytes = completeDump([
      [1, 3],
      [0x100, 2],
      [0x100000, 1], // above 4 GiB
    ]);
    expect(firstBytes(bytes, [0, 1, 3, 4, 0xff, 0x100, 0x101, 0x102, 0x100000, 0x100001], backend)).toEqual([
      -1, 1, 3, -1, -1, 0, 1, -1, 0, -1,
    ]);
  });

  it('stores the set bits of a kernel dump in ascending order', () => {
    const bytes = summaryDump([5, 31, 32, 33, 64, 1000]);
    expect(firstBytes(bytes, [0, 5, 6, 31, 32, 33, 63, 64, 1000, 1001, 99999], backend)).toEqual([
      -1,
      5,
      -1,
      31,
      32,
      33,
      -1,
      64,
      1000 & 0xff,
      -1,
      -1,
    ]);
  });

  it('finds every page of any bitmap', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(300), { minLength: 1, maxLength: 40 }), (frames) => {
        const all = Array.from({ length: 310 }, (_, pfn) => pfn);
        const expected = all.map((pfn) => (frames.includes(pfn) ? pfn & 0xff : -1));
        expect(firstBytes(summaryDump(frames, {}, 305), all, backend)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('holds no page that the file does not hold whole', () => {
    const bytes = completeDump([[1, 3]]).slice(0, 4096 * 3 + 100);
    expect(firstBytes(bytes, [1, 2, 3], backend)).toEqual([1, 2, -1]);
  });
});

describe('what is not read is refused by name', () => {
  const ascii = (text: string) => new TextEncoder().encode(text.padEnd(64, '\0'));
  it.each([
    ['MDMP', /refused: This is a user-mode minidump of one process/],
    ['PAGEDU64', /refused: This is a 64-bit Windows kernel dump/],
    ['\x7fELF', /refused: This is an ELF core file/],
    ['PK\x03\x04', /refused: This is a zip archive: unpack it/],
    ['MSCF', /refused: This is a cabinet file/],
    ['hello world', /refused: This is not a Windows kernel dump: PAGEDUMP was expected.*68 65 6c 6c 6f/],
  ])('%j', (start, expected) => {
    expect(reason(ascii(start))).toMatch(expected);
  });

  it.each([
    [new Uint8Array([0x1f, 0x8b, 8, 0]), /gzip/],
    [new Uint8Array([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /xz/],
    [new Uint8Array([0xd2, 0xbe, 0xd2, 0xbe]), /VMware/],
    [new Uint8Array(0), /empty \(0 bytes\)/],
    [ascii('PAGEDUMP'), /damaged: The file is cut: 64 bytes/],
    [headerPage({ 3976: 4 }), /refused: This is a small memory dump.*DumpType 4/],
    [headerPage({ 3976: 6 }), /refused: This is a bitmap dump of Windows 8 or later, kernel/],
    [headerPage({ 3976: 0x1234 }), /damaged: DumpType at offset F88h is 4660/],
    [headerPage({ 32: 0x8664 }), /refused: MachineImageType at offset 20h says x64/],
  ])('case %#', (bytes, expected) => {
    expect(reason(bytes)).toMatch(expected);
  });

  it('a folder and a missing file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dump-test-'));
    expect(() => openCrashDump(folder)).toThrow(/is a directory/);
    expect(() => openCrashDump(join(folder, 'none.dmp'))).toThrow(/no such file/);
    rmSync(folder, { recursive: true });
  });
});

describe('headers that lie', () => {
  it.each([
    [{ 100: 0 }, /damaged: NumberOfRuns at offset 64h is 0/],
    [{ 100: 87 }, /damaged: NumberOfRuns at offset 64h is 87/],
    [{ 100: 0xffffffff }, /damaged: NumberOfRuns at offset 64h is 4294967295/],
    [{ 100: 0x45474150 }, /damaged: PhysicalMemoryBlock at offset 64h was never written/],
    [{ 112: 0xffffffff }, /damaged: Run 0 at offset 6ch covers frames/],
  ])('complete dump %#', (words, expected) => {
    expect(reason(completeDump([[1, 2]], words))).toMatch(expected);
  });

  it('notes counts that disagree and files that are cut', () => {
    withFile(completeDump([[1, 4]], { 104: 9 }).slice(0, 4096 * 3), (path) => {
      const dump = openCrashDump(path);
      expect(dump.notes).toEqual([
        'NumberOfPages at offset 68h is 9, but the runs add up to 4; the runs are believed.',
        'The file is cut: 12288 bytes where the runs need 20480; 2 of 4 pages are missing.',
      ]);
      dump.close();
    });
  });

  it.each([
    [{ 4112: 0 }, /damaged: BitmapSize at offset 1010h is 0/],
    [{ 4112: 0xffffffff }, /damaged: BitmapSize at offset 1010h is 4294967295/],
    [{ 4112: 0x2000000 }, /damaged: The file ends at .* inside the bitmap/],
    [{ 4100: 0 }, /damaged: The summary header at offset 1000h is missing/],
  ])('kernel dump %#', (words, expected) => {
    const bytes = summaryDump([1, 2]);
    const view = new DataView(bytes.buffer);
    for (const [offset, value] of Object.entries(words)) view.setUint32(Number(offset), value, true);
    expect(reason(bytes)).toMatch(expected);
  });

  it('takes pages from behind the bitmap when HeaderSize lies', () => {
    const bytes = summaryDump([1, 2]);
    new DataView(bytes.buffer).setUint32(0x100c, 0xfffff000, true);
    withFile(bytes, (path) => {
      const dump = openCrashDump(path);
      expect(dump.notes[0]).toMatch(/HeaderSize at offset 100Ch is fffff000h; pages are taken from 2000h/);
      const cursor = newPageCursor();
      expect(dump.physical.page(2, cursor) && cursor.bytes[cursor.index * 4]).toBe(2);
      dump.close();
    });
  });
});
