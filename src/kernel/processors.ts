import type { KdbgBlock } from '../formats/kdbg.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { type Layouts, optionalOffset } from '../symbols/layouts.ts';
import { addVa, SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import { certain } from '../units/value.ts';
import type { Globals } from './globals.ts';

/** Windows 7 x86 has at most this many processors. */
const MAX_PROCESSORS = 32;

export interface Processor {
  readonly number: number;
  /** _KPRCB. */
  readonly prcb: VirtualAddress;
  /** _KTHREAD running on it; undefined when unreadable. */
  readonly currentThread?: VirtualAddress;
  readonly idleThread?: VirtualAddress;
  /** _CONTEXT saved in ProcessorState; undefined when this build's place for it is not known. */
  readonly context?: VirtualAddress;
}

/**
 * How many processors there are: what the header claims when that can be, else as many as
 * KiProcessorBlock lists; undefined when nothing tells. Contradictions go to `notes`.
 */
export function countProcessors(
  memory: MemoryReader,
  globals: Globals,
  claimed: number,
  notes: string[],
): number | undefined {
  const block = certain(globals.address('KiProcessorBlock'));
  let listed = 0;
  while (block !== undefined && listed < MAX_PROCESSORS && isBlock(memory.u32(addVa(block, listed * 4))))
    listed++;
  const isPlausible = claimed >= 1 && claimed <= MAX_PROCESSORS;
  if (isPlausible && (listed === 0 || listed === claimed)) return claimed;
  const lists = listed === 0 ? 'and nothing else tells' : `but KiProcessorBlock lists ${listed}`;
  notes.push(`NumberProcessors at offset 24h is ${claimed}, ${lists}.`);
  if (isPlausible) return claimed;
  return listed === 0 ? undefined : listed;
}

function isBlock(prcb: number | undefined): boolean {
  return prcb !== undefined && prcb >= SYSTEM_START;
}

/** Processor blocks, from KiProcessorBlock. At most `count`. */
export function readProcessors(
  memory: MemoryReader,
  globals: Globals,
  kdbg: KdbgBlock | undefined,
  layouts: Layouts,
  count: number,
): Processor[] {
  const block = certain(globals.address('KiProcessorBlock'));
  if (block === undefined) return [];
  const currentAt =
    kdbg?.field('OffsetPrcbCurrentThread') || optionalOffset(layouts, '_KPRCB', 'CurrentThread');
  const idleAt = optionalOffset(layouts, '_KPRCB', 'IdleThread');
  const contextAt = kdbg?.field('OffsetPrcbProcStateContext') || undefined;
  const processors: Processor[] = [];
  for (let number = 0; number < Math.min(count, MAX_PROCESSORS); number++) {
    const prcb = memory.u32(addVa(block, number * 4));
    if (prcb === undefined || prcb < SYSTEM_START) continue;
    const pointer = (offset: number | undefined) =>
      offset === undefined ? undefined : memory.u32(addVa(prcb, offset));
    processors.push({
      number,
      prcb,
      currentThread: pointer(currentAt),
      idleThread: pointer(idleAt),
      context: contextAt === undefined ? undefined : addVa(prcb, contextAt),
    });
  }
  return processors;
}
