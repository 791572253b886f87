import { hex, put32 } from '../bytes.ts';

/** The ways in which compilers have a driver hand a tag to the allocator. */

export type CallShape =
  /** push tag; push size; push type; call [slot] */
  | 'push'
  /** The slot is loaded into a register before a loop: call esi. */
  | 'register'
  /** Arguments are stored, not pushed: mov [esp+8], tag. */
  | 'stack-slots'
  /** A routine of the driver's own that knows the tag and is told the size. */
  | 'wrapper'
  /** A routine of the driver's own that is told tag, size and type. */
  | 'tag-wrapper'
  /** The tag is a variable of the driver. */
  | 'global'
  /** The call goes to a jump through the slot. */
  | 'thunk'
  /** The tag travels in a register: mov edi, tag ... push edi. */
  | 'register-tag'
  /** A routine of another driver is told tag, size and type: call [slot of that routine]. */
  | 'library';

export interface ShapeValues {
  tag: number;
  size: number;
  poolType: number;
  /** Address of the import slot of the allocator. */
  slot: number;
  /** Address of a word of the driver's data. */
  variable: number;
}

export interface ShapedCode {
  code: Uint8Array;
  /** Offset of the instruction that holds or loads the tag. */
  tagAt: number;
  /** What lies at `variable`. */
  data?: number;
}

const ENTER = '8b ff 55 8b ec';
const LEAVE = '5d c2 04 00';
/** `call rel32`; the word behind it is filled in once both ends are known. */
const CALL = 'e8';

/** Code that is written front to back. */
class Writer {
  readonly #bytes: number[] = [];

  constructor(private readonly va: number) {}

  get length(): number {
    return this.#bytes.length;
  }

  /** Hex bytes and 32-bit words in turn. */
  add(...parts: readonly (string | number)[]): this {
    for (const part of parts) {
      if (typeof part === 'string') this.#bytes.push(...hex(part));
      else {
        const word = new Uint8Array(4);
        put32(word, 0, part >>> 0);
        this.#bytes.push(...word);
      }
    }
    return this;
  }

  /** A call of what lies `distance` bytes into the code. */
  callTo(distance: number): this {
    return this.add(CALL, distance - (this.length + 5));
  }

  pad(to: number): this {
    while (this.length < to) this.#bytes.push(0xcc);
    return this;
  }

  done(tagAt: number, data?: number): ShapedCode {
    if (this.va % 4 !== 0) throw new Error('code begins at a word');
    return { code: Uint8Array.from(this.#bytes), tagAt, data };
  }
}

/** A routine, exported for others, that hands type, size and tag on: stdcall, 12 bytes of arguments. */
export function passingCode(slot: number): Uint8Array {
  return new Writer(0).add(ENTER, 'ff 75 10 ff 75 0c ff 75 08 ff 15', slot, '5d c2 0c 00').done(0).code;
}

/** Where a routine that the first one calls begins. */
const SECOND = 0x40;

/** Code of one routine (and what it calls) that lies at `va`. */
export function shapedCode(va: number, shape: CallShape, v: ShapeValues): ShapedCode {
  const w = new Writer(va).add(ENTER);
  const type = `6a ${v.poolType.toString(16).padStart(2, '0')}`;
  const call = (to: Writer) => to.add('ff 15', v.slot);
  switch (shape) {
    case 'push':
    case 'library':
      return call(w.add('68', v.tag, '68', v.size, type))
        .add(LEAVE)
        .done(5);
    case 'register':
      // push esi; push edi; mov esi,[slot]; mov edi,10; again: ...; call esi; dec edi; jne again
      w.add('56 57 8b 35', v.slot, 'bf 0a 00 00 00', '68', v.tag, '68', v.size, type, 'ff d6 4f 75 ef');
      return w.add('5f 5e', LEAVE).done(18);
    case 'stack-slots':
      w.add('83 ec 0c c7 44 24 08', v.tag, 'c7 44 24 04', v.size, 'c7 04 24', v.poolType);
      return call(w).add('c9 c2 04 00').done(8);
    case 'wrapper':
      w.add('68', v.size).callTo(SECOND).add(LEAVE).pad(SECOND);
      return call(w.add(ENTER, '68', v.tag, 'ff 75 08', type))
        .add(LEAVE)
        .done(SECOND + 5);
    case 'tag-wrapper':
      w.add('68', v.tag, '68', v.size, type).callTo(SECOND).add(LEAVE).pad(SECOND);
      return call(w.add(ENTER, 'ff 75 10 ff 75 0c ff 75 08')).add('5d c2 0c 00').done(5);
    case 'global':
      return call(w.add('ff 35', v.variable, '68', v.size, type))
        .add(LEAVE)
        .done(5, v.tag);
    case 'thunk':
      w.add('68', v.tag, '68', v.size, type).callTo(SECOND).add(LEAVE).pad(SECOND);
      return w.add('ff 25', v.slot).done(5);
    case 'register-tag':
      // push edi; mov edi,tag; push edi; ...
      return call(w.add('57 bf', v.tag, '57 68', v.size, type))
        .add('5f', LEAVE)
        .done(6);
  }
}

/** Code that names a tag without allocating: it frees blocks of it, or compares with it. */
export function mentioningCode(how: 'free' | 'compare', tag: number, freeSlot: number): Uint8Array {
  const w = new Writer(0);
  if (how === 'free') w.add(ENTER, '68', tag, 'ff 75 08 ff 15', freeSlot, LEAVE);
  // mov eax,[ebp+8]; cmp dword ptr [eax-4],tag; sete al; movzx eax,al
  else w.add(ENTER, '8b 45 08 81 78 fc', tag, '0f 94 c0 0f b6 c0', LEAVE);
  return w.done(0).code;
}
