import type { Kernel } from '../kernel/kernel.ts';
import type { VirtualAddress } from '../units/address.ts';

/** DISPATCHER_HEADER.Type of processes and threads, all builds. */
const PROCESS = 3;
const THREAD = 6;

/** What the dispatcher header at `address` says it belongs to. */
export function dispatcherKind(kernel: Kernel, address: VirtualAddress): 'process' | 'thread' | undefined {
  const type = kernel.memory.u8(address);
  if (type === undefined) return undefined;
  if ((type & 0x7f) === PROCESS) return 'process';
  return (type & 0x7f) === THREAD ? 'thread' : undefined;
}
