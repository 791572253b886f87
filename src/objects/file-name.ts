import type { Kernel } from '../kernel/kernel.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { absent, type Value } from '../units/value.ts';
import { Structure } from './structure.ts';

/** FILE_OBJECT.Type of every file object. */
const IO_TYPE_FILE = 5;

/** The device of the file object at `address` (0 when unknown) and its path on that device. */
export function fileName(
  kernel: Kernel,
  address: VirtualAddress,
): { device: VirtualAddress; name: Value<string> } {
  const file = new Structure(kernel.memory, kernel.layouts, '_FILE_OBJECT', address);
  const type = file.u16('Type');
  if (type !== undefined && type !== IO_TYPE_FILE) {
    return { device: 0, name: absent('unreadable', `no file object at ${hex8(address)}`) };
  }
  return { device: file.u32('DeviceObject') ?? 0, name: file.unicode('FileName') };
}
