import { readUnicodeString } from '../kernel/strings.ts';
import type { MemoryReader } from '../memory/reader.ts';
import type { EnumLayout } from '../symbols/enums.ts';
import type { FieldLayout, StructLayout } from '../symbols/layouts.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { type Absent, isPresent } from '../units/value.ts';

/** Types that a field may have, by name. */
export interface Types {
  struct(name: string): StructLayout | undefined;
  enum(name: string): EnumLayout | undefined;
}

/** What stands in a field. Structures that have no short form of their own have no value. */
export type TypedValue =
  | { readonly kind: 'unsigned' | 'signed' | 'character' | 'bits'; readonly value: number }
  | { readonly kind: 'wide'; readonly low: number; readonly high: number }
  | { readonly kind: 'pointer'; readonly value: VirtualAddress }
  | { readonly kind: 'enum'; readonly value: number; readonly constant?: string }
  | { readonly kind: 'list'; readonly flink: VirtualAddress; readonly blink: VirtualAddress }
  | { readonly kind: 'text'; readonly text: string }
  /** The type is not known: as much as there is up to the next field, 1, 2 or 4 bytes. */
  | { readonly kind: 'raw'; readonly value: number; readonly bytes: 1 | 2 | 4 }
  /** `why` when what is missing is not the field itself but what it points at. */
  | { readonly kind: 'unreadable'; readonly why?: Absent };

const UNREADABLE: TypedValue = { kind: 'unreadable' };
/** Longest array of characters that is shown as text. */
const MAX_TEXT = 256;
const NUMBER = /^(?:(Int|Uint)(\d+)B|(Char|UChar)|(Wchar)|(Bool)|(HRESULT))$/;

/** Reads the field at `at` by its type; undefined when it is a structure, an array or of unknown extent. */
export function readTyped(
  memory: MemoryReader,
  at: VirtualAddress,
  field: FieldLayout,
  types: Types,
): TypedValue | undefined {
  const { type, bits, size } = field;
  if (bits !== undefined) return readBits(memory, at, bits.start, bits.count, size);
  if (type === undefined) return undefined;
  if (type.startsWith('Ptr32')) return numberValue('pointer', memory.u32(at));
  const number = NUMBER.exec(type);
  if (number !== null) return readNumber(memory, at, number, size);
  const constants = types.enum(type);
  if (constants !== undefined) return readEnum(memory, at, constants);
  const characters = /^\[(\d+)\] U?Char$/.exec(type);
  if (characters !== null) return readCharacters(memory, at, Number(characters[1]));
  return readKnownStructure(memory, at, type);
}

function numberValue(
  kind: 'unsigned' | 'signed' | 'character' | 'pointer',
  value: number | undefined,
): TypedValue {
  return value === undefined ? UNREADABLE : { kind, value };
}

function readNumber(
  memory: MemoryReader,
  at: VirtualAddress,
  [, sign, digits, character, wide, truth]: RegExpExecArray,
  fieldSize: number | undefined,
): TypedValue | undefined {
  if (character !== undefined) return numberValue('character', memory.u8(at));
  const size = sign !== undefined ? Number(digits) : wide !== undefined ? 2 : (fieldSize ?? 4);
  if (size === 8) return readWide(memory, at);
  const value = readUnsigned(memory, at, size);
  if (sign !== 'Int' || truth !== undefined) return numberValue('unsigned', value);
  const shift = 32 - 8 * size;
  return numberValue('signed', value === undefined ? undefined : (value << shift) >> shift);
}

function readUnsigned(memory: MemoryReader, at: VirtualAddress, size: number): number | undefined {
  return size === 1 ? memory.u8(at) : size === 2 ? memory.u16(at) : size === 4 ? memory.u32(at) : undefined;
}

function readWide(memory: MemoryReader, at: VirtualAddress): TypedValue {
  const low = memory.u32(at);
  const high = memory.u32(addVa(at, 4));
  return low === undefined || high === undefined ? UNREADABLE : { kind: 'wide', low, high };
}

/** No storage unit is wider. */
const MAX_BITS = 64;

/** Bits of the storage unit at `at`, which has 1, 2, 4 or 8 bytes. */
function readBits(
  memory: MemoryReader,
  at: VirtualAddress,
  start: number,
  count: number,
  size = start + count > 32 ? 8 : 4,
): TypedValue | undefined {
  if (!(start >= 0 && count > 0 && start + count <= MAX_BITS)) return undefined;
  const low = readUnsigned(memory, at, size === 8 ? 4 : size);
  const high = size === 8 ? memory.u32(addVa(at, 4)) : 0;
  if (low === undefined || high === undefined) return UNREADABLE;
  const word = (BigInt(high) << 32n) | BigInt(low);
  return { kind: 'bits', value: Number((word >> BigInt(start)) & ((1n << BigInt(count)) - 1n)) };
}

function readEnum(memory: MemoryReader, at: VirtualAddress, layout: EnumLayout): TypedValue {
  const raw = readUnsigned(memory, at, layout.size);
  if (raw === undefined) return UNREADABLE;
  const shift = 32 - 8 * layout.size;
  const signed = (raw << shift) >> shift;
  for (const [constant, value] of layout.constants) {
    if (value === raw || value === signed) return { kind: 'enum', value, constant };
  }
  return { kind: 'enum', value: raw };
}

function readCharacters(memory: MemoryReader, at: VirtualAddress, length: number): TypedValue | undefined {
  if (length > MAX_TEXT) return undefined;
  const bytes = memory.readMaybe(at, length);
  if (bytes === undefined) return UNREADABLE;
  const end = bytes.indexOf(0);
  return { kind: 'text', text: Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1') };
}

/** Structures whose contents debuggers show in place. */
function readKnownStructure(memory: MemoryReader, at: VirtualAddress, type: string): TypedValue | undefined {
  if (type === '_LARGE_INTEGER' || type === '_ULARGE_INTEGER') return readWide(memory, at);
  if (type === '_LIST_ENTRY') {
    const flink = memory.u32(at);
    const blink = memory.u32(addVa(at, 4));
    return flink === undefined || blink === undefined ? UNREADABLE : { kind: 'list', flink, blink };
  }
  if (type !== '_UNICODE_STRING') return undefined;
  const text = readUnicodeString(memory, at);
  return isPresent(text) ? { kind: 'text', text: text.value } : { kind: 'unreadable', why: text };
}

/** The bytes at `at` as a number, for a field of unknown type that can have up to `extent` bytes. */
export function readRaw(memory: MemoryReader, at: VirtualAddress, extent: number): TypedValue {
  const bytes = extent >= 4 ? 4 : extent >= 2 ? 2 : 1;
  const value = readUnsigned(memory, at, bytes);
  return value === undefined ? UNREADABLE : { kind: 'raw', value, bytes };
}
