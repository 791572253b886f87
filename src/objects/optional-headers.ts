import type { Layouts } from '../symbols/layouts.ts';

/** Optional headers by their bit of InfoMask (Windows 7 and later), lowest bit first. */
export const OPTIONAL_HEADERS = [
  'creator',
  'name',
  'handle',
  'quota',
  'process',
  'audit',
  'extended',
  'padding',
] as const;

export type OptionalHeader = (typeof OPTIONAL_HEADERS)[number];

/** Bit of InfoMask that says the memory in front of the object is padded (Windows 8 and later). */
export const PADDING_BIT = 0x80;

/** Structures whose layout gives a size, and the size where the layouts have none; bytes. */
const STRUCTURES: readonly { readonly names: readonly string[]; readonly size: number }[] = [
  { names: ['_OBJECT_HEADER_CREATOR_INFO'], size: 0x10 },
  { names: ['_OBJECT_HEADER_NAME_INFO'], size: 0x10 },
  { names: ['_OBJECT_HEADER_HANDLE_INFO'], size: 0x08 },
  { names: ['_OBJECT_HEADER_QUOTA_INFO'], size: 0x10 },
  { names: ['_OBJECT_HEADER_PROCESS_INFO'], size: 0x08 },
  { names: ['_OBJECT_HEADER_AUDIT_INFO'], size: 0x08 },
  { names: ['_OBJECT_HEADER_EXTENDED_INFO', '_OBJECT_HEADER_HANDLE_REVOCATION_INFO'], size: 0x08 },
  { names: ['_OBJECT_HEADER_PADDING_INFO'], size: 0x04 },
];

const known = new WeakMap<Layouts, Uint8Array>();

/** Bytes of each optional header, by bit number. */
export function optionalHeaderSizes(layouts: Layouts): Uint8Array {
  let sizes = known.get(layouts);
  if (sizes === undefined) {
    sizes = Uint8Array.from(STRUCTURES, ({ names, size }) => {
      const struct = names.map((name) => layouts.struct(name)).find((found) => found !== undefined);
      return struct?.size ?? size;
    });
    known.set(layouts, sizes);
  }
  return sizes;
}

/** Bits of InfoMask that this build knows: Windows 7 five of them, later builds those they have structures for. */
export function knownMaskBits(layouts: Layouts): number {
  let bits = 0x1f;
  STRUCTURES.forEach(({ names }, bit) => {
    if (names.some((name) => layouts.struct(name) !== undefined)) bits |= 1 << bit;
  });
  return bits;
}

/** Bytes of all optional headers whose bits are set in `mask`. */
export function sumOfSizes(sizes: Uint8Array, mask: number): number {
  let sum = 0;
  for (let bit = 0; bit < 8; bit++) if ((mask & (1 << bit)) !== 0) sum += sizes[bit];
  return sum;
}

/** `sumOfSizes` for each of the 256 masks, as the kernel's own ObpInfoMaskToOffset. */
export function offsetsByMask(layouts: Layouts): Uint16Array {
  const sizes = optionalHeaderSizes(layouts);
  return Uint16Array.from({ length: 256 }, (_, mask) => sumOfSizes(sizes, mask));
}
