import { Header, HeaderXp } from '../formats/generated/object-header-x86.layout.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type Layouts, optionalOffset } from '../symbols/layouts.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import {
  OPTIONAL_HEADERS,
  type OptionalHeader,
  optionalHeaderSizes,
  sumOfSizes,
} from './optional-headers.ts';

/** An object's body lies this many bytes after its header, on every 32-bit Windows. */
export const BODY_OFFSET = Header.size;

/** Bit of Flags (XP to Vista) that says the creator information lies in front of the header. */
const XP_HAS_CREATOR = 0x04;
const CREATOR_SIZE = 0x10;

/**
 * How a header names its type: `pointer` up to Vista (and optional headers by offset bytes), `index`
 * since Windows 7 (and optional headers by InfoMask).
 */
export type HeaderForm = 'pointer' | 'index';

export function headerForm(layouts: Layouts): HeaderForm {
  return optionalOffset(layouts, '_OBJECT_HEADER', 'TypeIndex') === undefined ? 'pointer' : 'index';
}

/** One _OBJECT_HEADER with the places of its optional headers. */
export interface ObjectHeader {
  readonly address: VirtualAddress;
  readonly body: VirtualAddress;
  readonly form: HeaderForm;
  /** Signed; handles count once each, besides pointers. */
  readonly pointerCount: number;
  readonly handleCount: number;
  /** Type pointer or TypeIndex as it stands in the header. */
  readonly typeWord: number;
  readonly flags: number;
  /** 0 up to Vista. */
  readonly infoMask: number;
  readonly securityDescriptor: number;
  /** Address of each optional header that is there. */
  readonly optional: ReadonlyMap<OptionalHeader, VirtualAddress>;
  /** First byte of the first optional header: where the object's memory starts. */
  readonly start: VirtualAddress;
}

/** The header at `address`; undefined when it cannot be read. */
export function readObjectHeader(kernel: Kernel, address: VirtualAddress): ObjectHeader | undefined {
  const { memory } = kernel;
  const pointerCount = memory.u32(addVa(address, Header.pointerCount.offset));
  const handleCount = memory.u32(addVa(address, Header.handleCount.offset));
  const typeAndMask = memory.u32(addVa(address, Header.typeIndex.offset));
  const second = memory.u32(addVa(address, HeaderXp.type.offset));
  if (
    pointerCount === undefined ||
    handleCount === undefined ||
    typeAndMask === undefined ||
    second === undefined
  ) {
    return undefined;
  }
  const form = headerForm(kernel.layouts);
  const optional =
    form === 'index'
      ? optionalByMask(kernel.layouts, address, (typeAndMask >>> 16) & 0xff)
      : optionalByOffsets(address, typeAndMask);
  return {
    address,
    body: addVa(address, BODY_OFFSET),
    form,
    pointerCount: pointerCount | 0,
    handleCount: handleCount | 0,
    typeWord: form === 'index' ? typeAndMask & 0xff : second,
    flags: typeAndMask >>> 24,
    infoMask: form === 'index' ? (typeAndMask >>> 16) & 0xff : 0,
    securityDescriptor: memory.u32(addVa(address, Header.securityDescriptor.offset)) ?? 0,
    optional,
    start: Math.min(address, ...optional.values()),
  };
}

/** The header of the object whose body lies at `body`. */
export function headerOfBody(body: VirtualAddress): VirtualAddress {
  return addVa(body, -BODY_OFFSET);
}

/** Windows 7 and later: the header of the lowest bit lies nearest. */
function optionalByMask(
  layouts: Layouts,
  header: VirtualAddress,
  mask: number,
): Map<OptionalHeader, VirtualAddress> {
  const sizes = optionalHeaderSizes(layouts);
  const found = new Map<OptionalHeader, VirtualAddress>();
  OPTIONAL_HEADERS.forEach((kind, bit) => {
    if ((mask & (1 << bit)) === 0) return;
    found.set(kind, addVa(header, -sumOfSizes(sizes, mask & ((2 << bit) - 1))));
  });
  return found;
}

/** XP to Vista: each offset byte is the distance down to the optional header, 0 for none. */
function optionalByOffsets(header: VirtualAddress, bytes: number): Map<OptionalHeader, VirtualAddress> {
  const found = new Map<OptionalHeader, VirtualAddress>();
  if (((bytes >>> 24) & XP_HAS_CREATOR) !== 0) found.set('creator', addVa(header, -CREATOR_SIZE));
  const kinds: readonly OptionalHeader[] = ['name', 'handle', 'quota'];
  kinds.forEach((kind, i) => {
    const distance = (bytes >>> (8 * i)) & 0xff;
    if (distance !== 0) found.set(kind, addVa(header, -distance));
  });
  return found;
}

/** Bytes of optional headers in front of an XP to Vista header, from its word at +Ch. */
export function optionalBytesByOffsets(bytes: number): number {
  const creator = ((bytes >>> 24) & XP_HAS_CREATOR) !== 0 ? CREATOR_SIZE : 0;
  return Math.max(creator, bytes & 0xff, (bytes >>> 8) & 0xff, (bytes >>> 16) & 0xff);
}
