import { describe, expect, test } from 'vitest';
import { processesOf } from '../../src/analysis/processes-of.ts';
import { VERSIONS, type WindowsVersion } from '../builder/build.ts';
import { RawDump } from '../builder/raw-dump.ts';
import { ask, sessionOf } from '../fakes/session.ts';
import { ALL, builtWindows } from './built-windows.ts';

/** Offset of MinorVersion, the build, in the dump's header. */
const MINOR_VERSION = 0x0c;
/** Offsets in KDBG of sizes that the kernel states of itself. */
const SIZE_EPROCESS = 0x2a8;
const SIZE_ETHREAD = 0x2c0;

function builtOf(version: WindowsVersion) {
  return builtWindows(ALL.find(({ name }) => name === version)!).dump;
}

/** A copy of a dump with words changed: [file offset, value]. */
function changed(bytes: Uint8Array, ...words: readonly (readonly [at: number, value: number])[]): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (const [at, value] of words) view.setUint32(at, value, true);
  return copy;
}

/** File offset of one of nt's variables. */
function variable(version: WindowsVersion, name: string): number {
  const { bytes, truth } = builtOf(version);
  return new RawDump(bytes).offset(truth.kernel.symbols[name])!;
}

describe('a build that lies between those with layouts', () => {
  test.each([
    ['10-15063', 15025, 'win10_x86_15063'],
    ['10-14393', 14400, 'win10_x86_9619274A'],
    ['8', 9431, 'win8_sp0_x86'],
    ['8.1', 9700, 'win8_sp1_x86'],
    ['7', 7700, 'win7_sp1_x86'],
    ['2003-sp2', 3800, 'win2003_sp2_x86'],
    ['10-19041', 19100, 'win10_x86_19041'],
  ] as const)('%s claiming to be %i is read by its neighbour, which is said', (version, build, layouts) => {
    const { bytes, truth } = builtOf(version);
    const session = sessionOf(changed(bytes, [MINOR_VERSION, build]));
    expect(session.kernel.layouts.description).toBe(`built-in ${layouts}`);
    expect(session.kernel.notes).toEqual([
      `Build ${build} has no built-in layouts of its own; built-in ${layouts} is used, as all 10 sizes and offsets that the dump states are the same.`,
    ]);
    expect(processesOf(session).processes.map(({ pid }) => pid)).toEqual(
      truth.processes.map(({ pid }) => pid),
    );
  });

  test.each([
    ['7', 14000, 'another release'],
    ['xp-sp3', 2700, 'a block that states nothing'],
  ] as const)('%s claiming to be %i is refused: %s', (version, build) => {
    const { bytes } = builtOf(version);
    expect(() => sessionOf(changed(bytes, [MINOR_VERSION, build]))).toThrow(
      `Build ${build} (MinorVersion at offset Ch) has no built-in layouts, and those of the builds around it do not fit; give its symbols with --symbols.`,
    );
  });

  test('is refused when a single size differs', () => {
    const { bytes } = builtOf('10-15063');
    const kdbg = variable('10-15063', 'KdDebuggerDataBlock');
    for (const at of [SIZE_EPROCESS, SIZE_ETHREAD]) {
      const word = new DataView(bytes.buffer).getUint32(kdbg + at, true);
      const dump = changed(bytes, [MINOR_VERSION, 15025], [kdbg + at, word + 8]);
      expect(() => sessionOf(dump)).toThrow('has no built-in layouts');
    }
  });
});

describe('a build with layouts', () => {
  test('whose dump states another offset: the layouts are used, and that they disagree is said', () => {
    const { bytes } = builtOf('vista-sp2');
    const kdbg = variable('vista-sp2', 'KdDebuggerDataBlock');
    const word = new DataView(bytes.buffer).getUint32(kdbg + SIZE_ETHREAD, true);
    const { kernel } = sessionOf(changed(bytes, [kdbg + SIZE_ETHREAD, word + 8]));
    expect(kernel.notes).toEqual([
      'built-in vista_sp2_x86 disagrees with the dump (_ETHREAD is 288h long, the dump says 290h); give symbols to be sure of structures.',
    ]);
  });
});

describe('Server 2003', () => {
  test('what the kernel states decides, whatever service pack is claimed', () => {
    const { bytes } = builtOf('2003-rtm');
    const { kernel } = sessionOf(changed(bytes, [variable('2003-rtm', 'CmNtCSDVersion'), 0x200]));
    expect(kernel.layouts.description).toBe('built-in win2003_sp0_x86');
    expect(kernel.notes).toEqual([]);
  });

  test('Service Pack 1 and 2 state the same of themselves: their structures are in the same places', () => {
    const [first, second] = [VERSIONS['2003-sp1'], VERSIONS['2003-sp2']];
    for (const key of [
      'eprocess',
      'ethread',
      'handleTable',
      'objectType',
      'poolDescriptor',
      'processor',
    ] as const) {
      expect(first[key]).toEqual(second[key]);
    }
  });
});

describe('XP, whose debugger block states nothing of structures', () => {
  const { bytes, truth } = builtOf('xp-sp3');

  test.each([
    [0x100, 'with service pack 1'],
    [0, 'without a service pack'],
  ])('CSD version %i: no layouts of its own, the first process speaks for those used', (csd, pack) => {
    const { kernel } = sessionOf(changed(bytes, [variable('xp-sp3', 'CmNtCSDVersion'), csd]));
    expect(kernel.notes).toEqual([
      `Build 2600 ${pack} has no built-in layouts of its own; built-in xp_sp3_x86 is used, which the first process of the list agrees with.`,
    ]);
  });

  test('a first process that is not System is told', () => {
    const [system] = truth.processes;
    // UniqueProcessId lies at 84h.
    const id = new RawDump(bytes).offset(system.eprocess + 0x84)!;
    const { kernel } = sessionOf(changed(bytes, [id, 8]));
    expect(kernel.notes).toEqual([
      'built-in xp_sp3_x86 disagrees with the first process of the list, which is not System there; give symbols to be sure of structures.',
    ]);
  });

  test('without pool tagging there are no counters, which is no damage', () => {
    const session = sessionOf(changed(bytes, [variable('xp-sp3', 'PoolTrackTable'), 0]));
    expect(ask(session, '!poolused').join('\n')).toContain(
      'Not read: PoolTrackTable: ???????? (not mapped: pool tagging was not switched on (gflags /r +ptg), so no tags were counted)',
    );
  });
});
