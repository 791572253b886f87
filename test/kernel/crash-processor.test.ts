import { describe, expect, test } from 'vitest';
import type { RegisterContext } from '../../src/formats/dump-header.ts';
import { crashProcessor, processorRegisters } from '../../src/kernel/crash-processor.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Processor } from '../../src/kernel/processors.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';

/** Windows 7 x86: _KTHREAD.InitialStack 28h, StackLimit 2ch; _CONTEXT: Ebp b4h, Eip b8h, Esp c4h. */
const OFFSETS: Readonly<Record<string, number>> = { InitialStack: 0x28, StackLimit: 0x2c };
const CONTEXT_SIZE = 0xcc;
const I386_FULL = 0x1003f;

interface Told {
  readonly flags?: number;
  readonly eip?: number;
  readonly esp?: number;
  /** Stack of the current thread: limit and top. */
  readonly stack?: readonly [number, number];
  readonly isIdle?: boolean;
}

function kernelOf(header: { eip: number; esp: number; flags?: number }, told: readonly Told[]): Kernel {
  const memory = new SparseReader();
  const processors = told.map((one, number): Processor => {
    const context = 0x80001000 + number * 0x1000;
    const thread = 0x80100000 + number * 0x1000;
    memory.write(context, new Uint8Array(CONTEXT_SIZE));
    memory
      .words(context, one.flags ?? 0)
      .words(context + 0xb8, one.eip ?? 0)
      .words(context + 0xc4, one.esp ?? 0);
    const [limit, top] = one.stack ?? [0, 0];
    memory.words(thread + 0x28, top, limit);
    const idleThread = one.isIdle === true ? thread : 0x80200000;
    return { number, prcb: context - 0x18, currentThread: thread, idleThread, context };
  });
  const context = { contextFlags: header.flags ?? I386_FULL, ...header } as RegisterContext & typeof header;
  return {
    memory,
    processors,
    dump: { header: { context } },
    optionalOffset: (_struct: string, field: string) => OFFSETS[field],
  } as unknown as Kernel;
}

const AT = { eip: 0x82e5d62e, esp: 0x8c01fb00 };
const SAVED = { flags: I386_FULL, ...AT };
const STACK = [0x8c01d000, 0x8c01ffd0] as const;

describe('the processor that crashed', () => {
  test('is the one that saved the registers of the header', () => {
    expect(crashProcessor(kernelOf(AT, [{}, { flags: I386_FULL, eip: 1, esp: 2 }, SAVED]))).toBe(2);
  });

  test('is the one on whose stack ESP lies', () => {
    expect(crashProcessor(kernelOf(AT, [{ stack: [0x8c001000, 0x8c003fd0] }, { stack: STACK }]))).toBe(1);
  });

  test('is, where all saved the same, the one that was not idle', () => {
    expect(crashProcessor(kernelOf(AT, [{ ...SAVED, isIdle: true }, SAVED]))).toBe(1);
    expect(crashProcessor(kernelOf(AT, [SAVED, { ...SAVED, isIdle: true }]))).toBe(0);
  });

  test('may be idle when its registers say so', () => {
    expect(crashProcessor(kernelOf(AT, [{}, { ...SAVED, isIdle: true }]))).toBe(1);
  });

  test('is 0 where nothing tells', () => {
    expect(crashProcessor(kernelOf(AT, [{ isIdle: true }, {}]))).toBe(0);
    expect(crashProcessor(kernelOf(AT, [SAVED, SAVED]))).toBe(0);
    expect(crashProcessor(kernelOf(AT, []))).toBe(0);
  });
});

describe('registers', () => {
  test("of the crash are the header's, of others what they saved", () => {
    const kernel = kernelOf(AT, [{ flags: I386_FULL, eip: 0x1234, esp: 0x5678 }, { stack: STACK }]);
    expect(processorRegisters(kernel, 1)).toMatchObject({ source: 'header', value: AT });
    expect(processorRegisters(kernel, 0)).toMatchObject({
      source: 'walk',
      value: { eip: 0x1234, esp: 0x5678 },
    });
  });

  test('that nobody saved are absent', () => {
    const kernel = kernelOf({ ...AT, flags: 0x45474150 & ~0x10000 }, [{}, {}]);
    expect(processorRegisters(kernel, 0)).toMatchObject({
      absent: 'unreadable',
      at: 'the registers of processor 0',
    });
    expect(processorRegisters(kernel, 9)).toMatchObject({ absent: 'unreadable' });
  });
});
