import { readHeaders } from '../image/headers.ts';
import { ImageMemory } from '../image/image-memory.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { hex, hex8, PAGE_SIZE, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { known } from '../units/value.ts';

/** No driver is larger; a size beyond is a damaged loader entry, and everything would seem to lie in it. */
const MAX_SIZE = 0x8000000;
const HEADER_BYTES = 0x1000;

function isPlausible(base: VirtualAddress, size: number): boolean {
  return size > 0 && size <= MAX_SIZE && base + size <= 0x100000000;
}

/**
 * The size of an image, bytes: the loader's, or the image header's when that cannot be. What is not
 * believed is told in `notes`.
 */
export function believedSize(
  memory: MemoryReader,
  module: { readonly name: string; readonly base: VirtualAddress; readonly size: number },
  notes: string[],
): number {
  const { name, base, size } = module;
  if (isPlausible(base, size)) return size;
  const own = known(readHeaders(new ImageMemory(memory, base, HEADER_BYTES)))?.sizeOfImage ?? 0;
  const believed = isPlausible(base, own) ? own : Math.min(PAGE_SIZE, 0x100000000 - base);
  const why =
    believed === own ? 'its own header says' : 'its header cannot be read, so only its first page counts:';
  notes.push(
    `Module ${printable(name)} at ${hex8(base)}: the loader says ${hex(size)}h bytes, ${why} ${hex(believed)}h.`,
  );
  return believed;
}
