import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FpoRecord } from '../../src/formats/pdb-frames.ts';
import type { FrameDataAt } from '../../src/objects/stack/frame.ts';
import { checkReturnAddress } from '../../src/objects/stack/return-address.ts';
import { readTrapFrame } from '../../src/objects/stack/trap-frame.ts';
import { walkStack } from '../../src/objects/stack/walk-stack.ts';
import type { Thread } from '../../src/objects/threads.ts';
import { handKernel } from './hand-kernel.ts';
import { PagedMemory } from './paged-memory.ts';

const NT = 0x82800000;
const BASE = 0x94394000;
const CURRENT = 0x94393ba0;
/** Places in nt that a call returns to. */
const SWITCH = NT + 0x1005;
const [A, B, C, D] = [NT + 0x2005, NT + 0x3005, NT + 0x4005, NT + 0x5005];

function thread(changes: Partial<Thread> = {}): Thread {
  return {
    address: 0x8ab94030,
    pid: 0x564,
    tid: 0x568,
    state: 5,
    stack: { initial: 0x94393fd0, current: CURRENT, base: BASE, limit: 0x94391000, resident: true },
    priorities: {},
    ...changes,
  };
}

/** Code whose every return address follows a relative CALL, and an empty stack. */
function memoryOf(): PagedMemory {
  const memory = new PagedMemory().map(NT, 0x10000).map(BASE - 0x3000, 0x3000);
  for (const place of [SWITCH, A, B, C, D]) memory.bytes(place - 5, [0xe8, 0, 0, 0, 0]);
  return memory;
}

/** Exception list, APC word, return address, EBP, EDI, ESI, EBX, return address of the caller. */
function switchFrame(memory: PagedMemory, ebp: number, caller: number): PagedMemory {
  return memory.words(CURRENT, 0xffffffff, 0, SWITCH, ebp, 0x8ab940f0, 0x82f7ad20, 0, caller);
}

function frame(memory: PagedMemory, at: number, next: number, ret: number, ...args: number[]): PagedMemory {
  return memory.words(at, next, ret, ...args);
}

function walk(memory: PagedMemory, of = thread(), frames?: FrameDataAt) {
  const { frames: found, end } = walkStack(handKernel(memory), of, undefined, frames);
  const rows = found.map((one) => [one.framePointer, one.returnAddress, one.instruction, one.foundBy]);
  return { rows, end, found };
}

describe('a thread that waits', () => {
  // 94393bb8 82ebfb15 8ab94030 82f7df08 82f7ad20 nt!KiSwapContext+0x26
  // 94393bf0 82ebe403 8ab940f0 8ab94030 8ab8a458 nt!KiSwapThread+0x266
  test('frame 0 is the switch frame, then EBP leads on', () => {
    const memory = switchFrame(memoryOf(), 0x94393bf0, A);
    memory.words(0x94393bc0, 0x8ab94030, 0x82f7df08, 0x82f7ad20);
    frame(memory, 0x94393bf0, 0x94393c18, B, 0x8ab940f0, 0x8ab94030, 0x8ab8a458);
    frame(memory, 0x94393c18, 0, 0);
    const { rows, end, found } = walk(memory);
    expect(rows).toEqual([
      [0x94393bb8, A, SWITCH, 'switch-frame'],
      [0x94393bf0, B, A, 'frame-pointer'],
      [0x94393c18, 0, B, 'frame-pointer'],
    ]);
    expect(found[0].words).toEqual([0x8ab94030, 0x82f7df08, 0x82f7ad20]);
    expect(end).toBe('the last return address is 0');
  });

  test.each([
    ['a loop', 0x94393bf0],
    ['a step down', 0x94393bb0],
    ['an address off the stack', 0x8a000000],
    ['an odd address', 0x94393c19],
  ])('%s of EBP ends the chain', (_, next) => {
    const memory = switchFrame(memoryOf(), 0x94393bf0, A);
    frame(memory, 0x94393bf0, next, B);
    const { rows, end } = walk(memory);
    expect(rows).toHaveLength(2);
    expect(end).toMatch(/is not on the stack above the last frame$/);
  });

  test('a return address that no call precedes ends the chain', () => {
    const memory = switchFrame(memoryOf(), 0x94393bf0, A);
    frame(memory, 0x94393bf0, 0x94393c18, NT + 0x7777);
    const { rows, end } = walk(memory);
    expect(rows).toHaveLength(2);
    expect(end).toBe('82807777 is no place that a call returns to');
  });

  test('without a switch frame the first pair that fits is taken, and says so', () => {
    const memory = memoryOf().words(CURRENT, 1, 2, 3, 4);
    frame(memory, CURRENT + 0x20, 0x94393c18, A);
    frame(memory, 0x94393c18, 0, 0);
    expect(walk(memory).rows[0]).toEqual([0x94393c18, 0, A, 'scan']);
  });

  test('nothing on the stack: no frames and the reason', () => {
    expect(walk(memoryOf())).toMatchObject({ rows: [], end: 'no switch frame at 94393ba0' });
  });
});

describe('a system call', () => {
  const TRAP = 0x94393d34;

  function trapFrame(memory: PagedMemory): PagedMemory {
    memory.words(TRAP, 0x0006fd44, 0x772d64f4, 0xbadb0d00, 0x0006fd30);
    // Ebp 60, Err, Eip 68, Cs, EFlags, Esp 74, Ss.
    return memory.words(TRAP + 0x60, 0x0006fd44, 0, 0x772d64f4, 0x1b, 0x246, 0x0006fd30, 0x23);
  }

  // 94393d1c 97861eba 000024ff 00000000 0006fd30 win32k!xxxRealWaitMessageEx+0x12
  // 94393d2c 82e9442a 0006fd44 772d64f4 badb0d00 win32k!NtUserWaitMessage+0x14
  // 94393d2c 772d64f4 0006fd44 772d64f4 badb0d00 nt!KiFastCallEntry+0x12a (FPO: [0,3] TrapFrame @ 94393d34)
  // 0006fd44 00000000 00000000 00000000 00000000 ntdll!KiFastSystemCallRet
  test('a service without a frame of its own, the trap frame, the user frame', () => {
    const memory = switchFrame(trapFrame(memoryOf()), 0x94393d1c, A);
    frame(memory, 0x94393d1c, TRAP, B, 0x24ff, 0, 0x6fd30, C);
    memory.map(0x6fd00, 0x100);
    const { rows, found, end } = walk(memory);
    expect(rows.slice(1)).toEqual([
      [0x94393d1c, B, A, 'frame-pointer'],
      [0x94393d2c, C, B, 'scan'],
      [0x94393d2c, 0x772d64f4, C, 'scan'],
      [0x0006fd44, 0, 0x772d64f4, 'trap-frame'],
    ]);
    expect(found[3].words).toEqual([0x6fd44, 0x772d64f4, 0xbadb0d00]);
    expect(found[3].trapFrame).toBe(TRAP);
    expect(end).toBe('the user stack holds no more frames');
  });

  test('a service with a frame is followed by the trap frame at its own address', () => {
    const memory = switchFrame(trapFrame(memoryOf()), TRAP - 0x14, A);
    frame(memory, TRAP - 0x14, TRAP, B, 0x54, 0, 0);
    const { rows } = walk(memory);
    expect(rows.slice(1, 3)).toEqual([
      [TRAP - 0x14, B, A, 'frame-pointer'],
      [TRAP, 0x772d64f4, B, 'frame-pointer'],
    ]);
  });

  test('user frames go on through ESP at the stub, then by EBP', () => {
    const memory = switchFrame(trapFrame(memoryOf()), TRAP - 0x14, A);
    frame(memory, TRAP - 0x14, TRAP, B, 0x54, 0, 0);
    memory
      .map(0x77200000, 0x100000)
      .bytes(0x772d5b8a, [0xff, 0x12])
      .bytes(0x772d6000 - 5, [0xe8, 0, 0, 0, 0]);
    memory.map(0x6fd00, 0x100).words(0x6fd30, 0x772d5b8c).words(0x6fd44, 0x6fd60, 0x772d6000);
    const { rows } = walk(memory);
    expect(rows.slice(3, 5)).toEqual([
      [0x6fd2c, 0x772d5b8c, 0x772d64f4, 'trap-frame'],
      [0x6fd44, 0x772d6000, 0x772d5b8c, 'frame-pointer'],
    ]);
  });

  test('words of a user stack that is not there are undefined', () => {
    const memory = switchFrame(trapFrame(memoryOf()), 0x94393d1c, A);
    frame(memory, 0x94393d1c, TRAP, B, 0x24ff, 0, 0x6fd30, C);
    const { found } = walk(memory);
    expect(found.at(-1)).toMatchObject({ framePointer: 0x6fd44, words: [undefined, undefined, undefined] });
    expect(found.at(-1)?.returnAddress).toBeUndefined();
  });

  test('an interrupt of the kernel goes on where it was', () => {
    const memory = trapFrame(memoryOf()).words(TRAP + 0x60, 0x94393e00, 0, D, 8, 0x246);
    expect(readTrapFrame(handKernel(memory), memory, TRAP)).toEqual({
      address: TRAP,
      eip: D,
      ebp: 0x94393e00,
      esp: TRAP + 0x74,
      fromUserMode: false,
    });
  });

  test('no trap frame without its mark or with a strange segment', () => {
    const memory = trapFrame(memoryOf());
    expect(readTrapFrame(handKernel(memory), memory, TRAP + 4)).toBeUndefined();
    memory.words(TRAP + 0x6c, 0x33);
    expect(readTrapFrame(handKernel(memory), memory, TRAP)).toBeUndefined();
  });
});

const FPO: FpoRecord = {
  rva: A - NT - 0x10,
  codeSize: 0x100,
  localBytes: 8,
  parameterBytes: 4,
  prologBytes: 3,
  savedRegisters: 1,
  hasSeh: false,
  usesBp: false,
  frame: 'fpo',
};

/** Old frame data of one function only. */
function dataOf(fpo: FpoRecord): FrameDataAt {
  return (va) => (va >= NT + fpo.rva && va < NT + fpo.rva + fpo.codeSize ? { fpo } : undefined);
}

test('frame data leads past functions without a frame pointer', () => {
  // [ret] = ESP + locals + 4 * saved registers.
  const memory = switchFrame(memoryOf(), 0x94393c40, A);
  memory.words(CURRENT + 0x20 + 12, B);
  frame(memory, 0x94393c40, 0, 0);
  const { rows } = walk(memory, thread(), dataOf(FPO));
  expect(rows[0][3]).toBe('switch-frame');
  expect(rows.slice(1)).toEqual([
    [CURRENT + 0x20 + 8, B, A, 'fpo'],
    [0x94393c40, 0, B, 'frame-pointer'],
  ]);
});

test('a call that is the last instruction of a function belongs to it, not to the next one', () => {
  const memory = switchFrame(memoryOf(), 0x94393c40, A);
  memory.words(CURRENT + 0x20 + 12, B);
  frame(memory, 0x94393c40, 0, 0);
  const ended = { ...FPO, codeSize: 0x10 };
  expect(walk(memory, thread(), dataOf(ended)).rows[1]).toEqual([CURRENT + 0x20 + 8, B, A, 'fpo']);
  const next = { ...FPO, rva: A - NT, localBytes: 0 };
  expect(walk(memory, thread(), dataOf(next)).rows[1]).toEqual([0x94393c40, 0, A, 'frame-pointer']);
});

describe('threads without a stack to walk', () => {
  test.each([
    ['ended', thread({ state: 4 }), 'the thread has ended and its stack is gone'],
    ['without a stack', thread({ stack: { initial: 0 } }), 'the thread has no kernel stack'],
    ['swapped out', thread({ stack: { initial: BASE, resident: false } }), 'Kernel stack not resident.'],
    [
      'running on a processor that is not listed',
      thread({ state: 2 }),
      'the thread runs, but no processor names it as its thread',
    ],
  ])('%s', (_, of, end) => {
    expect(walk(memoryOf(), of)).toMatchObject({ rows: [], end });
  });
});

describe('a thread that runs', () => {
  const I386 = 0x10007;
  const PRCB = 0x828fff00;
  const SAVED = 0x82900000;
  const running = thread({ state: 2 });
  const [processor] = [{ number: 0, prcb: PRCB, currentThread: running.address, context: SAVED }];

  /** A stale switch frame that leads to a whole chain, and the frame in which the processor really is. */
  function stackInUse(): PagedMemory {
    const memory = switchFrame(memoryOf(), 0x94393bf0, A);
    frame(memory, 0x94393bf0, 0x94393c18, B);
    frame(memory, 0x94393c18, 0, 0);
    return frame(memory, 0x94393e18, 0, 0).map(0x828ff000, 0x2000);
  }

  /** CONTEXT: ContextFlags 0, Ebp b4, Eip b8, Esp c4. */
  function saveRegisters(memory: PagedMemory, eip: number, ebp: number, esp: number): PagedMemory {
    return memory
      .words(SAVED, I386)
      .words(SAVED + 0xb4, ebp, eip)
      .words(SAVED + 0xc4, esp);
  }

  function walkRunning(memory: PagedMemory, context = {}, of = running, data?: FrameDataAt) {
    return walkStack(handKernel(memory, { processors: [processor], context }), of, undefined, data);
  }

  const HERE = [{ instruction: D, framePointer: 0x94393e18, returnAddress: 0, foundBy: 'context' }];

  test('starts from the registers that its processor saved, not from its old switch frame', () => {
    const memory = saveRegisters(stackInUse(), D, 0x94393e18, 0x94393e00);
    const { frames, start } = walkRunning(memory);
    expect(frames).toMatchObject(HERE);
    expect(frames).toHaveLength(1);
    expect(start).toBeUndefined();
  });

  test('starts from the registers in the header when it crashed and its processor saved none', () => {
    const context = { contextFlags: I386, eip: D, ebp: 0x94393e18, esp: 0x94393e00 };
    expect(walkRunning(stackInUse(), context).frames).toMatchObject(HERE);
  });

  test('one that is about to wait still has its processor', () => {
    const memory = saveRegisters(stackInUse(), D, 0x94393e18, 0x94393e00);
    expect(walkRunning(memory, {}, thread({ state: 5 })).frames).toMatchObject(HERE);
  });

  test.each([
    ['no registers', 0, 'the thread is on processor 0, of which no registers were saved in this dump'],
    [
      'registers of elsewhere',
      D,
      'processor 0 stood at 82805005 with ESP 00001000, which is on no stack that is known',
    ],
  ])('one that waits, by its state, and %s: the rows of its wait, with a word on it', (_, eip, why) => {
    const { frames, start } = walkRunning(
      saveRegisters(stackInUse(), eip, 7, 0x1000),
      {},
      thread({ state: 5 }),
    );
    expect(frames[0]).toMatchObject({ instruction: SWITCH, returnAddress: A, foundBy: 'switch-frame' });
    expect(start).toBe(`${why}; the rows are those of the thread's last wait`);
  });

  test('without registers: no frames, and no word of the old switch frame', () => {
    const { frames, end } = walkRunning(stackInUse());
    expect(frames).toEqual([]);
    expect(end).toBe('the thread is on processor 0, of which no registers were saved in this dump');
  });

  test('without registers the rows begin where it last entered the kernel', () => {
    const TRAP = 0x94393d34;
    const memory = stackInUse().map(running.address & ~0xfff, 0x1000);
    // KTHREAD.TrapFrame is at 128h in 7601.
    memory.words(running.address + 0x128, TRAP).words(TRAP + 8, 0xbadb0d00);
    memory.words(TRAP + 0x60, 0x6fd44, 0, 0x772d64f4, 0x1b, 0x246, 0x6fd30, 0x23);
    const { frames, start } = walkRunning(memory);
    expect(frames).toMatchObject([{ instruction: 0x772d64f4, foundBy: 'trap-frame' }]);
    expect(start).toBe(
      'the thread is on processor 0, of which no registers were saved in this dump; ' +
        'the rows begin where it last entered the kernel (TrapFrame @ 94393d34)',
    );
  });

  test('EBP in other use: the caller of the first frame is the first return address above ESP', () => {
    const memory = saveRegisters(stackInUse(), D, 7, 0x94393e00);
    memory.words(0x94393e00, 1, 0x94393c18, B);
    const { frames, end } = walkRunning(memory);
    expect(frames).toMatchObject([
      { instruction: D, framePointer: 0x94393e04, returnAddress: B, foundBy: 'scan' },
    ]);
    expect(end).toBe('EBP 00000007 is not on the stack above the last frame');
  });

  test('a crash at ESP outside the stack shows where it was and says so', () => {
    const { frames, start, end } = walkRunning(saveRegisters(stackInUse(), D, 7, 0x1000));
    expect(frames).toMatchObject([{ instruction: D, returnAddress: undefined }]);
    expect(start).toBe('processor 0 stood at 82805005 with ESP 00001000, which is on no stack that is known');
    expect(end).toBe('EBP 00000007 does not lie on the stack');
  });

  test('on the stack for deferred calls the chain stays there and tells where the thread goes on', () => {
    const TOP = 0x8078b000;
    const memory = saveRegisters(stackInUse(), D, TOP - 0x100, TOP - 0x120).map(TOP - 0x3000, 0x3000);
    // KPRCB.DpcStack is at 1908h in 7601.
    memory.map(PRCB + 0x1000, 0x1000).words(PRCB + 0x1908, TOP);
    frame(memory, TOP - 0x100, TOP - 0x0c, A);
    frame(memory, TOP - 0x0c, TOP - 0x04, 0x94393d10);
    const { frames, end } = walkRunning(memory);
    expect(frames.map(({ instruction, foundBy }) => [instruction, foundBy])).toEqual([
      [D, 'context'],
      [A, 'frame-pointer'],
    ]);
    expect(end).toBe("the processor's own stack ends; that of the thread goes on at 94393d10");
  });

  test('at the first instruction of a function the return address is on top', () => {
    const memory = saveRegisters(stackInUse(), A, 0x94393e40, 0x94393e00).words(0x94393e00, B);
    frame(memory, 0x94393e40, 0, 0);
    const entered = { ...FPO, rva: A - NT, usesBp: true };
    const { frames } = walkRunning(memory, {}, running, dataOf(entered));
    expect(frames).toMatchObject([
      { framePointer: 0x94393e00 - 4, returnAddress: B, instruction: A, foundBy: 'fpo' },
      { framePointer: 0x94393e40, returnAddress: 0, instruction: B, foundBy: 'frame-pointer' },
    ]);
  });
});

describe('return addresses', () => {
  // Encodings of CALL, from the processor manual: E8 rel32, FF /2, FF /3, 9A ptr16:32.
  test.each([
    ['call rel32', [0xe8, 1, 2, 3, 4], 'call'],
    ['call ebx', [0xff, 0xd3], 'call'],
    ['call [edx]', [0xff, 0x12], 'call'],
    ['call [eax+8]', [0xff, 0x50, 0x08], 'call'],
    ['call [esp+ecx*4]', [0xff, 0x14, 0x8c], 'call'],
    ['call [esp+8]', [0xff, 0x54, 0x24, 0x08], 'call'],
    ['call [9d000015h]', [0xff, 0x15, 0x15, 0, 0, 0x9d], 'call'],
    ['call [esi+11223344h]', [0xff, 0x96, 0x44, 0x33, 0x22, 0x11], 'call'],
    ['call [eax*4+11223344h]', [0xff, 0x14, 0x85, 0x44, 0x33, 0x22, 0x11], 'call'],
    ['call far', [0x9a, 1, 2, 3, 4, 8, 0], 'call'],
    ['push eax', [0x90, 0x90, 0x90, 0x50], 'no-call'],
    ['jmp [eax]', [0x90, 0x90, 0xff, 0x20], 'no-call'],
    ['inc dword ptr [eax]', [0x90, 0x90, 0xff, 0x00], 'no-call'],
  ])('%s', (_, bytes, expected) => {
    const memory = new PagedMemory().map(NT, 0x1000);
    memory.bytes(NT + 0x100 - bytes.length, bytes);
    expect(checkReturnAddress(memory, NT + 0x100)).toBe(expected);
  });

  test('code that cannot be read says nothing', () => {
    expect(checkReturnAddress(new PagedMemory(), NT)).toBe('unknown');
  });
});

test('any stack ends', () => {
  const words = [0x94393bf0, 0x94393c18, 0x94393d34, 0xbadb0d00, A, B, SWITCH, 0, 0x1b, 8];
  const word = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...words) }, fc.nat(0xffffffff));
  fc.assert(
    fc.property(fc.array(word, { minLength: 280, maxLength: 280 }), (stack) => {
      const memory = switchFrame(memoryOf().words(CURRENT, ...stack), 0x94393bf0, A);
      const { rows, end } = walk(memory);
      expect(rows.length).toBeLessThanOrEqual(257);
      expect(end).not.toBe('');
    }),
    { numRuns: 100, seed: 11 },
  );
});
