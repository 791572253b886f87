/**
 * Addresses and page arithmetic. Each kind is a flavour of number: a plain number is accepted,
 * but a physical address handed where a virtual one is wanted does not compile.
 */

/** 32-bit virtual address, always unsigned. */
export type VirtualAddress = number & { readonly unit?: 'virtual address' };
/** Physical address in bytes; PAE reaches 2^38, so never shift it. */
export type PhysicalAddress = number & { readonly unit?: 'physical address' };
/** Page frame number: physical address divided by the page size. */
export type Pfn = number & { readonly unit?: 'pfn' };
/** Byte position in the dump file. */
export type FileOffset = number & { readonly unit?: 'file offset' };
/** Offset from a module's base. */
export type Rva = number & { readonly unit?: 'rva' };

export const PAGE_SIZE = 0x1000;
export const PAGE_SHIFT = 12;
export const PAGE_MASK = 0xfff;

/** The lowest address that can be the system's, whatever its share of the address space. */
export const SYSTEM_START = 0x80000000;

/** `base + delta` wrapped to 32 bits, unsigned. */
export function addVa(base: VirtualAddress, delta: number): VirtualAddress {
  return (base + delta) >>> 0;
}

/** First byte of the page that holds `va`. */
export function pageStart(va: VirtualAddress): VirtualAddress {
  return (va & ~PAGE_MASK) >>> 0;
}

/** Offset of `va` inside its page, 0..4095. */
export function pageOffset(va: VirtualAddress): number {
  return va & PAGE_MASK;
}

/** Frame that holds a physical address. */
export function physicalToPfn(pa: PhysicalAddress): Pfn {
  return Math.floor(pa / PAGE_SIZE);
}

/** Number of pages that `bytes` bytes occupy. */
export function pagesFor(bytes: number): number {
  return Math.ceil(bytes / PAGE_SIZE);
}

/** Rounds up to a multiple of `alignment` (a power of two, at most 2^30). */
export function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

/** Eight lower-case hex digits, as WinDbg prints a 32-bit address. */
export function hex8(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** Lower-case hex without padding and without sign (values up to 2^53). */
export function hex(value: number): string {
  return (value < 0 ? value >>> 0 : value).toString(16);
}
