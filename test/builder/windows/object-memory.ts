import type { Region } from '../region.ts';
import { FLAG_CREATOR, type HeaderName, OBJECT_HEADER } from './object-headers.ts';
import type { Windows } from './windows.ts';

/** Lays an object's header and its optional headers into memory. */

/** In front of some objects of Windows 8 and later: so many bytes of padding, its own four included. */
export const PADDING_BYTES = 0x10;

export interface HeaderWords {
  type: { index: number; va: number };
  flags: number;
  quotaBlock: number;
  /** Low byte of ObHeaderCookie. */
  cookie: number;
}

/** Bytes of the optional headers, padding included. */
export function optionalBytes({ objects }: Windows, headers: readonly HeaderName[]): number {
  const sizes = objects.optional.filter(([name]) => headers.includes(name));
  return sizes.reduce((sum, [name, , size]) => sum + (name === 'padding' ? PADDING_BYTES : size), 0);
}

/** Writes the header at `va`; answers where each optional header lies. */
export function writeObjectHeader(
  kernel: Region,
  windows: Windows,
  va: number,
  headers: readonly HeaderName[],
  words: HeaderWords,
): Map<HeaderName, number> {
  const places = placesOf(windows, va, headers);
  if (windows.objects.header === 'index') writeMask(kernel, windows, va, headers, words);
  else writeOffsets(kernel, va, places, words);
  kernel.u32(va + OBJECT_HEADER.quotaBlock, words.quotaBlock);
  for (const [name, at] of places) {
    if (name === 'quota') kernel.u32(at + 4, 0x340);
    if (name === 'creator') kernel.emptyList(at);
    if (name === 'padding') kernel.u32(at, PADDING_BYTES);
  }
  return places;
}

/** The lowest bit lies nearest to the header. */
function placesOf({ objects }: Windows, va: number, headers: readonly HeaderName[]): Map<HeaderName, number> {
  const places = new Map<HeaderName, number>();
  let at = va;
  for (const [name, , size] of objects.optional) {
    if (!headers.includes(name)) continue;
    at -= size;
    places.set(name, at);
  }
  return places;
}

function writeMask(
  kernel: Region,
  { objects }: Windows,
  va: number,
  headers: readonly HeaderName[],
  { type, flags, cookie }: HeaderWords,
): void {
  const scrambled = objects.hasCookie ? (type.index ^ (va >>> 8) ^ cookie) & 0xff : type.index;
  const bits = objects.optional.filter(([name]) => headers.includes(name)).map(([, bit]) => bit);
  kernel.u8(va + OBJECT_HEADER.typeIndex, scrambled);
  kernel.u8(
    va + OBJECT_HEADER.infoMask,
    bits.reduce((mask, bit) => mask | bit, 0),
  );
  kernel.u8(va + OBJECT_HEADER.flags, flags);
}

/** XP to Vista: the type's address, and a distance for each optional header but the creator's. */
function writeOffsets(
  kernel: Region,
  va: number,
  places: ReadonlyMap<HeaderName, number>,
  { type, flags }: HeaderWords,
): void {
  const distance = (name: HeaderName) => va - (places.get(name) ?? va);
  kernel.u32(va + OBJECT_HEADER.type, type.va);
  kernel.u8(va + OBJECT_HEADER.nameOffset, distance('name'));
  kernel.u8(va + OBJECT_HEADER.handleOffset, distance('handle'));
  kernel.u8(va + OBJECT_HEADER.quotaOffset, distance('quota'));
  kernel.u8(va + OBJECT_HEADER.flags, flags | (places.has('creator') ? FLAG_CREATOR : 0));
}
