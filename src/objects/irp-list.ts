import type { Kernel } from '../kernel/kernel.ts';
import { walkList } from '../kernel/lists.ts';
import type { VirtualAddress } from '../units/address.ts';
import { Structure } from './structure.ts';

/** A thread has few requests under way; a longer list is damage. */
const IRP_LIMIT = 1024;
/** IO_TYPE_IRP, the first word of every request. */
const IRP_TYPE = 6;

/** One I/O request that a thread started and that is not complete. */
export interface Irp {
  readonly address: VirtualAddress;
  readonly type: number;
  /** Bytes, with its stack locations. */
  readonly size: number;
  readonly flags: number;
  /** Memory descriptor list; 0 for none. */
  readonly mdl: VirtualAddress;
}

export interface IrpList {
  readonly irps: readonly Irp[];
  /** Why there may be more. */
  readonly broken?: string;
}

/** The I/O requests on a thread's list; undefined when the list cannot be read or was never set up. */
export function readIrpList(kernel: Kernel, thread: VirtualAddress): IrpList | undefined {
  const ethread = new Structure(kernel.memory, kernel.layouts, '_ETHREAD', thread);
  const linkOffset = kernel.optionalOffset('_IRP', 'ThreadListEntry');
  if (linkOffset === undefined || !ethread.u32('IrpList')) return undefined;
  const { entries, end } = walkList(kernel.memory, ethread.at('IrpList'), linkOffset, IRP_LIMIT);
  const irps: Irp[] = [];
  for (const address of entries) {
    const irp = readIrp(kernel, address);
    if (irp === undefined) return { irps, broken: 'an entry is no I/O request' };
    irps.push(irp);
  }
  return { irps, broken: end.why };
}

function readIrp(kernel: Kernel, address: VirtualAddress): Irp | undefined {
  const irp = new Structure(kernel.memory, kernel.layouts, '_IRP', address);
  const type = irp.u16('Type');
  const size = irp.u16('Size');
  const flags = irp.u32('Flags');
  const mdl = irp.u32('MdlAddress');
  if (type !== IRP_TYPE || size === undefined || flags === undefined || mdl === undefined) return undefined;
  return { address, type, size, flags, mdl };
}
