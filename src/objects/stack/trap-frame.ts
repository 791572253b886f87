import type { Kernel } from '../../kernel/kernel.ts';
import type { MemoryReader } from '../../memory/reader.ts';
import type { VirtualAddress } from '../../units/address.ts';
import { Structure } from '../structure.ts';
import type { Registers } from './frame.ts';

/** What every entry into the kernel writes to DbgArgMark. */
const ARGUMENT_MARK = 0xbadb0d00;
/** KTRAP_FRAME.DbgArgMark, all 32-bit builds. */
const ARGUMENT_MARK_OFFSET = 8;
const KERNEL_CODE = 0x08;
const USER_CODE = 0x1b;
/** EFLAGS bit of virtual-8086 mode. */
const VIRTUAL_8086 = 0x20000;

/** Registers that a KTRAP_FRAME saved. */
export interface TrapFrame extends Registers {
  readonly address: VirtualAddress;
  readonly fromUserMode: boolean;
}

/** The trap frame at `address`, or undefined when there is none. */
export function readTrapFrame(
  kernel: Kernel,
  memory: MemoryReader,
  address: VirtualAddress,
): TrapFrame | undefined {
  if ((address & 3) !== 0 || memory.u32(address + ARGUMENT_MARK_OFFSET) !== ARGUMENT_MARK) return undefined;
  const frame = new Structure(memory, kernel.layouts, '_KTRAP_FRAME', address);
  const code = frame.u16('SegCs');
  const eip = frame.u32('Eip');
  const ebp = frame.u32('Ebp');
  const flags = frame.u32('EFlags');
  if (code === undefined || eip === undefined || ebp === undefined || flags === undefined) return undefined;
  const fromUserMode = (code & 3) === 3 || (flags & VIRTUAL_8086) !== 0;
  if (code !== KERNEL_CODE && code !== USER_CODE && (flags & VIRTUAL_8086) === 0) return undefined;
  // Without a change of privilege the processor pushes no stack pointer: the stack goes on there.
  const esp = fromUserMode ? frame.u32('HardwareEsp') : frame.at('HardwareEsp');
  return esp === undefined ? undefined : { address, eip, ebp, esp, fromUserMode };
}
