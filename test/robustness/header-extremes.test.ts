import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, sessionOf } from '../fakes/session.ts';
import { edited } from './edit.ts';
import { outcomeOf } from './outcome.ts';

const bytes = new Uint8Array(readFileSync(resolve(import.meta.dirname, '../../dumps/driver-paged-pool.dmp')));

/** Fields of DUMP_HEADER32 and of the summary header behind it: first offset and number of words. */
const FIELDS: readonly (readonly [name: string, offset: number, words: number])[] = [
  ['Signature', 0x0, 1],
  ['ValidDump', 0x4, 1],
  ['MajorVersion', 0x8, 1],
  ['MinorVersion', 0xc, 1],
  ['DirectoryTableBase', 0x10, 1],
  ['PfnDataBase', 0x14, 1],
  ['PsLoadedModuleList', 0x18, 1],
  ['PsActiveProcessHead', 0x1c, 1],
  ['MachineImageType', 0x20, 1],
  ['NumberProcessors', 0x24, 1],
  ['BugCheckCode', 0x28, 1],
  ['BugCheckParameters', 0x2c, 4],
  ['VersionUser', 0x3c, 8],
  ['PaeEnabled', 0x5c, 1],
  ['KdDebuggerDataBlock', 0x60, 1],
  ['PhysicalMemoryBlock', 0x64, 175],
  ['ContextRecord', 0x320, 300],
  ['Exception', 0x7d0, 20],
  ['Comment', 0x820, 32],
  ['DumpType', 0xf88, 1],
  ['MiniDumpFields', 0xf8c, 1],
  ['SecondaryDataState', 0xf90, 1],
  ['ProductType', 0xf94, 1],
  ['SuiteMask', 0xf98, 1],
  ['WriterStatus', 0xf9c, 1],
  ['RequiredDumpSpace', 0xfa0, 2],
  ['SystemUpTime', 0xfb8, 2],
  ['SystemTime', 0xfc0, 2],
  ['SummarySignature', 0x1000, 1],
  ['SummaryValidDump', 0x1004, 1],
  ['DumpOptions', 0x1008, 1],
  ['HeaderSize', 0x100c, 1],
  ['BitmapSize', 0x1010, 1],
  ['Pages', 0x1014, 1],
  ['SizeOfBitMap', 0x1018, 1],
  ['Bitmap', 0x1020, 16],
];

const COMMANDS = ['vertarget', '.bugcheck', 'r', 'lm', '!process 0 0', '!vm 5', '!thread', 'k'];

describe.each([
  ['0', 0],
  ['FFFFFFFF', 0xffffffff],
  ['the filler PAGE', 0x45474150],
  ['7FFFFFFF', 0x7fffffff],
  ['80000000', 0x80000000],
])('every field at %s', (_, value) => {
  test.each(FIELDS)('%s', (_, offset, words) => {
    const all = Array.from({ length: words }, (_, i): [number, number] => [offset + i * 4, value]);
    // Anything but an answer, a marked line or a readable error is thrown here.
    outcomeOf(edited(bytes, ...all), COMMANDS);
    if (words > 1) outcomeOf(edited(bytes, [offset, value]), COMMANDS);
  });
});

function refusal(...words: [number, number][]): string {
  try {
    sessionOf(edited(bytes, ...words));
    return 'opened';
  } catch (error) {
    return (error as Error).message;
  }
}

test('what cannot be worked around is refused by field and offset', () => {
  expect(refusal([0x20, 0])).toBe(
    'MachineImageType at offset 20h says machine 0h; this tool reads x86 (14Ch) dumps.',
  );
  expect(refusal([0xf88, 0xffffffff])).toBe(
    'DumpType at offset F88h is 4294967295; 1 (complete) or 2 (kernel) was expected.',
  );
  expect(refusal([0xc, 0])).toBe(
    'Build 0 (MinorVersion at offset Ch) has no built-in layouts; give its symbols with --symbols.',
  );
  expect(refusal([0x18, 0])).toMatch(
    /^No page tables lead to the loaded module list at 00000000 \(offset 18h\)/,
  );
  expect(refusal([0x1004, 0])).toBe(
    'The summary header at offset 1000h is missing: DUMP was expected at 1004h.',
  );
  expect(refusal([0x1010, 0])).toBe('BitmapSize at offset 1010h is 0; 1 to 67108864 bits were expected.');
  expect(refusal([0x1010, 0xffffffff])).toBe(
    'BitmapSize at offset 1010h is 4294967295; 1 to 67108864 bits were expected.',
  );
});

const VERSION = 'Windows 7 Kernel Version 7601 (Service Pack 1) MP (2 procs) Free x86 compatible';

test.each([
  ['DirectoryTableBase', 0x10, 0, []],
  [
    'KdDebuggerDataBlock',
    0x60,
    0,
    [
      'KdDebuggerDataBlock at offset 60h names 00000000, where no usable block is; one was found at 82f41c28 by scanning.',
    ],
  ],
  [
    'NumberProcessors',
    0x24,
    0xffffffff,
    ['NumberProcessors at offset 24h is 4294967295, but KiProcessorBlock lists 2.'],
  ],
  ['NumberProcessors', 0x24, 1, ['NumberProcessors at offset 24h is 1, but KiProcessorBlock lists 2.']],
  [
    'HeaderSize',
    0x100c,
    0xffffffff,
    ['HeaderSize at offset 100Ch is ffffffffh; pages are taken from 11000h, where the bitmap ends.'],
  ],
  ['Pages', 0x1014, 0, ['Pages at offset 1014h is 0, but 213 bits are set; the bitmap is believed.']],
  ['PaeEnabled', 0x5c, 0, []],
])('%s that lies is worked around and told', (_, offset, value, notes) => {
  const session = sessionOf(edited(bytes, [offset, value]));
  expect(session.kernel.notes).toEqual(notes);
  expect(ask(session, 'vertarget')[0]).toBe(
    offset === 0x24 && value === 1 ? VERSION.replace('MP (2 procs)', 'UP') : VERSION,
  );
  expect(ask(session, 'lm')).toHaveLength(18);
});

test('fields that were never written are not shown as numbers', () => {
  const time = ask(sessionOf(edited(bytes, [0xfc0, 0x45474150], [0xfc4, 0x45474150])), 'vertarget');
  expect(time).toContain('Debug session time: not recorded');
  const upTime = ask(sessionOf(edited(bytes, [0xfb8, 0x45474150], [0xfbc, 0x45474150])), 'vertarget');
  expect(upTime).toContain('System Uptime: not recorded');
});
