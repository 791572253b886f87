import { describe, expect, test } from 'vitest';
import type { ThreadView } from '../../src/analysis/thread-view.ts';
import { threadLines } from '../../src/commands/thread-text.ts';
import { readIrpList } from '../../src/objects/irp-list.ts';
import { absent } from '../../src/units/value.ts';
import { handKernel } from './hand-kernel.ts';
import { PagedMemory } from './paged-memory.ts';

const THREAD = 0x8ab94030;
/** ETHREAD.IrpList in 7601. */
const HEAD = THREAD + 0x24c;
const [FIRST, SECOND] = [0x85b9e4a8, 0x86ef8008];
/** IRP: Type 0, Size 2, MdlAddress 4, Flags 8, ThreadListEntry 10h. */
const LINK = 0x10;

function irp(memory: PagedMemory, at: number, next: number, previous: number, type = 6): PagedMemory {
  return memory.words(at, type | (0x1fc << 16), 0x8554a000, 0x60884).words(at + LINK, next, previous);
}

function twoIrps(): PagedMemory {
  const memory = new PagedMemory().words(HEAD, FIRST + LINK, SECOND + LINK);
  irp(memory, FIRST, SECOND + LINK, HEAD);
  return irp(memory, SECOND, HEAD, FIRST + LINK);
}

const told = (address: number) => ({ address, type: 6, size: 0x1fc, flags: 0x60884, mdl: 0x8554a000 });

describe('the I/O requests of a thread', () => {
  test('in the order of its list', () => {
    expect(readIrpList(handKernel(twoIrps()), THREAD)).toEqual({ irps: [told(FIRST), told(SECOND)] });
  });

  test('none', () => {
    const memory = new PagedMemory().words(HEAD, HEAD, HEAD);
    expect(readIrpList(handKernel(memory), THREAD)).toEqual({ irps: [] });
  });

  test('a list that was never set up, or that is not in the dump, is not an empty one', () => {
    expect(readIrpList(handKernel(new PagedMemory().words(HEAD, 0, 0)), THREAD)).toBeUndefined();
    expect(readIrpList(handKernel(new PagedMemory()), THREAD)).toBeUndefined();
  });

  test('what is no request ends the list, and it says so', () => {
    const memory = irp(twoIrps(), SECOND, HEAD, FIRST + LINK, 5);
    expect(readIrpList(handKernel(memory), THREAD)).toEqual({
      irps: [told(FIRST)],
      broken: 'an entry is no I/O request',
    });
  });

  test('a link to nowhere and a loop end it', () => {
    const lost = readIrpList(handKernel(irp(twoIrps(), FIRST, 0x1000, HEAD)), THREAD);
    expect(lost).toMatchObject({
      irps: [told(FIRST), told(SECOND)],
      broken: expect.stringContaining('00001000'),
    });
    const loop = irp(twoIrps(), SECOND, FIRST + LINK, FIRST + LINK);
    expect(readIrpList(handKernel(loop), THREAD)?.broken).toMatch(/loops/);
  });

  test('on another build the list lies elsewhere', () => {
    // ETHREAD.IrpList is at 210h in XP.
    const memory = new PagedMemory().words(THREAD + 0x210, FIRST + LINK, FIRST + LINK);
    irp(memory, FIRST, THREAD + 0x210, THREAD + 0x210);
    const kernel = handKernel(memory, { layouts: 'xp_sp3_x86', build: 2600 });
    expect(readIrpList(kernel, THREAD)).toEqual({ irps: [told(FIRST)] });
  });
});

// THREAD 8ab94030  Cid 0564.0568  ...
// IRP List:
//     85b9e4a8: (0006,01fc) Flags: 00060884  Mdl: 8554a000
// Not impersonating
test('!thread lists them between what it waits for and whom it impersonates', () => {
  const view: ThreadView = {
    thread: { address: THREAD, pid: 0x564, tid: 0x568, state: 5, stack: {}, priorities: {} },
    waitsFor: [],
    irpList: { irps: [told(FIRST)], broken: 'an entry is no I/O request' },
    deviceMap: absent('unreadable', ''),
    increment: absent('unreadable', ''),
  };
  const lines = [...threadLines(view, { details: 'all' })];
  expect(lines.slice(1, 5)).toEqual([
    'IRP List:',
    '    85b9e4a8: (0006,01fc) Flags: 00060884  Mdl: 8554a000',
    '    The list is broken: an entry is no I/O request.',
    'Not impersonating',
  ]);
  expect([...threadLines({ ...view, irpList: { irps: [] } }, { details: 'all' })]).not.toContain('IRP List:');
});
