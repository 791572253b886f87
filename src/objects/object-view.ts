import type { Kernel } from '../kernel/kernel.ts';
import { absentAt } from '../kernel/strings.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { Absent } from '../units/value.ts';
import { type ObjectHeader, readObjectHeader } from './object-header.ts';
import { type ObjectName, readObjectName } from './object-name.ts';
import type { ObjectType } from './object-type.ts';
import type { ObjectTypes } from './object-types.ts';

/** An object as `!object` and `!handle` show it. */
export interface ObjectView {
  readonly header: ObjectHeader;
  /** Undefined when the header names no type there is: freed or foreign memory. */
  readonly type?: ObjectType;
  readonly name?: ObjectName;
}

/** The object whose header lies at `address`, or why it cannot be read. */
export function viewObject(
  kernel: Kernel,
  types: ObjectTypes,
  address: VirtualAddress,
  withName: boolean,
): ObjectView | Absent {
  const header = readObjectHeader(kernel, address);
  if (header === undefined) return absentAt(kernel.memory, address);
  const type = types.ofHeader(address);
  const name = withName && type !== undefined ? readObjectName(kernel, header, type.name) : undefined;
  return { header, type, name };
}
