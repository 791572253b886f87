import type { Kernel } from '../kernel/kernel.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { PoolTag } from '../units/tag.ts';
import { known } from '../units/value.ts';
import { Structure } from './structure.ts';

/** One kind of object, as its _OBJECT_TYPE has it. */
export interface ObjectType {
  readonly address: VirtualAddress;
  /** Its number in ObTypeIndexTable; before Windows 7 the number of its creation. */
  readonly index: number;
  readonly name: string;
  readonly totalObjects: number;
  readonly totalHandles: number;
  readonly highWaterObjects: number;
  readonly highWaterHandles: number;
  /** POOL_TYPE its objects are allocated from. */
  readonly poolType: number;
  /** Bytes charged for each object's body. */
  readonly pagedCharge: number;
  readonly nonPagedCharge: number;
  /** Pool tag of its objects, with the protected bit as it stands there. */
  readonly tag: PoolTag;
}

/** POOL_TYPE bit 0 tells paged from nonpaged pool. */
export function isPagedType(type: ObjectType): boolean {
  return (type.poolType & 1) !== 0;
}

/** Names of types are short words: `IoCompletion`, `ALPC Port`. */
const TYPE_NAME = /^[A-Za-z][A-Za-z0-9 _]{1,47}$/;
/** POOL_TYPE and its flags stay below this. */
const MAX_POOL_TYPE = 0x1000;

/** The type object at `address`; undefined when it cannot be read or does not look like one. */
export function readObjectType(kernel: Kernel, address: VirtualAddress): ObjectType | undefined {
  if (address < kernel.systemRangeStart || (address & 3) !== 0) return undefined;
  const type = new Structure(kernel.memory, kernel.layouts, '_OBJECT_TYPE', address);
  const name = known(type.unicode('Name'));
  const index = indexOf(type);
  const info = type.inner('TypeInfo', '_OBJECT_TYPE_INITIALIZER');
  const poolType = info.u32('PoolType');
  if (name === undefined || !TYPE_NAME.test(name) || index === undefined || index > 0xff) return undefined;
  if (poolType === undefined || poolType > MAX_POOL_TYPE) return undefined;
  return {
    address,
    index,
    name,
    totalObjects: type.u32('TotalNumberOfObjects') ?? 0,
    totalHandles: type.u32('TotalNumberOfHandles') ?? 0,
    highWaterObjects: type.u32('HighWaterNumberOfObjects') ?? 0,
    highWaterHandles: type.u32('HighWaterNumberOfHandles') ?? 0,
    poolType,
    pagedCharge: info.u32('DefaultPagedPoolCharge') ?? 0,
    nonPagedCharge: info.u32('DefaultNonPagedPoolCharge') ?? 0,
    tag: type.u32('Key') ?? 0,
  };
}

/** A whole word up to Vista, one byte since Windows 7. */
function indexOf(type: Structure): number | undefined {
  return type.layouts.struct('_OBJECT_HEADER')?.fields.has('TypeIndex')
    ? type.u8('Index')
    : type.u32('Index');
}
