import { Header, HeaderXp } from '../formats/generated/object-header-x86.layout.ts';
import type { Layouts } from '../symbols/layouts.ts';
import { SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import { tagName } from '../units/tag.ts';
import { BODY_OFFSET, optionalBytesByOffsets } from './object-header.ts';
import { NO_TYPE, type ObjectTypes } from './object-types.ts';
import { knownMaskBits, offsetsByMask, PADDING_BIT } from './optional-headers.ts';

/** Pool headers of 32-bit Windows, bytes. */
const POOL_HEADER = 8;
/** No optional headers take more, padding aside; objects and headers lie on multiples of 8. */
const MAX_OPTIONAL = 0x60;
const STEP = 8;
/** In place of a number of bytes: what padding makes of it stands elsewhere; this build has no such bit. */
const PADDED = -1;
const IMPOSSIBLE = -2;
/** Word of a header with TypeIndex and InfoMask, up to Vista with the places of optional headers. */
export const TYPE_WORD = Header.typeIndex.offset >>> 2;
/** Up to Vista: the pointer to the type. */
const POINTER_WORD = HeaderXp.type.offset >>> 2;

/**
 * Finds the object in a pool block: the block starts with the optional headers, so where the object's
 * own header lies follows from what that header says of itself. A place is believed when its header
 * accounts for exactly the bytes in front of it and names a type whose tag the block carries.
 */
export class ObjectsInBlocks {
  /** Bytes of optional headers by InfoMask; padding makes a mask stand for no one number. */
  private readonly byMask: Int16Array;
  /** Tag of each type's objects without its protected bit, by position of the type. */
  private readonly tagOfSlot: Uint32Array;
  private readonly tags: ReadonlySet<number>;
  private readonly byIndex: boolean;
  /** Where the last object was found; blocks of one kind are alike. */
  private lastOptional = 0;
  private lastTag = 0;
  private lastMayHold = false;
  /** Slot of the type of the object found last. */
  slot = NO_TYPE;

  constructor(
    private readonly types: ObjectTypes,
    layouts: Layouts,
  ) {
    const unknown = ~knownMaskBits(layouts);
    this.byMask = Int16Array.from(offsetsByMask(layouts), (bytes, mask) => {
      if ((mask & unknown) !== 0) return IMPOSSIBLE;
      return (mask & PADDING_BIT) === 0 ? bytes : PADDED;
    });
    this.tagOfSlot = Uint32Array.from(types.list, (type) => tagName(type.tag));
    this.tags = new Set(this.tagOfSlot);
    this.byIndex = types.form === 'index';
  }

  /** Some type's objects carry this tag. */
  mayHold(tag: number): boolean {
    if (tag !== this.lastTag) {
      this.lastTag = tag;
      this.lastMayHold = this.tags.has(tagName(tag));
    }
    return this.lastMayHold;
  }

  /**
   * Distance in bytes from the block to its object's header, or 0 when it holds none. `words[index]` is
   * the block's first word, `block` its address, `size` its bytes, `tag` its tag. Sets `slot`.
   */
  find(words: Uint32Array, index: number, block: VirtualAddress, size: number, tag: number): number {
    const wanted = tagName(tag);
    if (this.fits(words, index, block, size, wanted, this.lastOptional))
      return POOL_HEADER + this.lastOptional;
    for (let optional = 0; optional <= MAX_OPTIONAL; optional += STEP) {
      if (!this.fits(words, index, block, size, wanted, optional)) continue;
      this.lastOptional = optional;
      return POOL_HEADER + optional;
    }
    this.slot = NO_TYPE;
    return 0;
  }

  private fits(
    words: Uint32Array,
    index: number,
    block: VirtualAddress,
    size: number,
    tag: number,
    optional: number,
  ): boolean {
    const distance = POOL_HEADER + optional;
    if (distance + BODY_OFFSET >= size) return false;
    const at = index + (distance >>> 2);
    const packed = words[at + TYPE_WORD];
    if (this.byIndex ? !this.maskFits(packed, optional) : optionalBytesByOffsets(packed) !== optional)
      return false;
    if (!looksAlive(words, at)) return false;
    const slot = this.types.slotOf(block + distance, this.byIndex ? packed & 0xff : words[at + POINTER_WORD]);
    if (slot === NO_TYPE || this.tagOf(slot) !== tag) return false;
    this.slot = slot;
    return true;
  }

  /** The header says that exactly `optional` bytes of optional headers lie in front of it. */
  private maskFits(packed: number, optional: number): boolean {
    const mask = (packed >>> 16) & 0xff;
    const bytes = this.byMask[mask];
    // How much padding there is stands in the padding itself; the tag has to tell.
    return bytes === optional || (bytes === PADDED && this.byMask[mask & ~PADDING_BIT] <= optional);
  }

  /** Before Windows 7 types become known one by one, so the table may be too short. */
  private tagOf(slot: number): number {
    return slot < this.tagOfSlot.length ? this.tagOfSlot[slot] : tagName(this.types.list[slot].tag);
  }
}

/** No process has more handles than a table has room for, nor a machine more than its tables. */
const MAX_HANDLES = 0x8000000;

/**
 * Counts and pointers of a header that can be: handles number at most as many as pointers, and what
 * should point into system space does. Blocks of the same tag that hold something else fail here.
 */
export function looksAlive(words: Uint32Array, at: number): boolean {
  const pointers = words[at + (Header.pointerCount.offset >>> 2)] | 0;
  const handles = words[at + (Header.handleCount.offset >>> 2)] | 0;
  if (pointers < 0 || handles < 0 || handles > pointers || handles > MAX_HANDLES) return false;
  const quota = words[at + (Header.objectCreateInfo.offset >>> 2)];
  const security = words[at + (Header.securityDescriptor.offset >>> 2)];
  return (quota <= 1 || quota >= SYSTEM_START) && (security === 0 || security >= SYSTEM_START);
}
