/** Type names as WinDbg's `dt` writes them, and as C does where `dt` shows a function's result. */

export interface SimpleType {
  /** `Uint4B` */
  readonly text: string;
  /** `unsigned long` */
  readonly c: string;
  /** Bytes. */
  readonly size: number;
}

function simple(text: string, c: string, size: number): SimpleType {
  return { text, c, size };
}

export const VOID = simple('Void', 'void', 0);

/** CodeView simple types by the low byte of their type index. */
const SIMPLE_TYPES = new Map<number, SimpleType>([
  [0x03, VOID],
  [0x08, simple('HRESULT', 'HRESULT', 4)],
  [0x10, simple('Char', 'char', 1)],
  [0x11, simple('Int2B', 'short', 2)],
  [0x12, simple('Int4B', 'long', 4)],
  [0x13, simple('Int8B', 'int64', 8)],
  [0x20, simple('UChar', 'unsigned char', 1)],
  [0x21, simple('Uint2B', 'unsigned short', 2)],
  [0x22, simple('Uint4B', 'unsigned long', 4)],
  [0x23, simple('Uint8B', 'unsigned int64', 8)],
  [0x30, simple('Bool', 'bool', 1)],
  [0x31, simple('Bool', 'bool', 2)],
  [0x32, simple('Bool', 'bool', 4)],
  [0x33, simple('Bool', 'bool', 8)],
  [0x40, simple('Float', 'float', 4)],
  [0x41, simple('Double', 'double', 8)],
  [0x42, simple('Float10', 'long double', 10)],
  [0x68, simple('Char', 'char', 1)],
  [0x69, simple('UChar', 'unsigned char', 1)],
  [0x70, simple('Char', 'char', 1)],
  [0x71, simple('Wchar', 'wchar_t', 2)],
  [0x72, simple('Int2B', 'short', 2)],
  [0x73, simple('Uint2B', 'unsigned short', 2)],
  [0x74, simple('Int4B', 'int', 4)],
  [0x75, simple('Uint4B', 'unsigned int', 4)],
  [0x76, simple('Int8B', 'int64', 8)],
  [0x77, simple('Uint8B', 'unsigned int64', 8)],
  [0x78, simple('Int16B', 'int128', 16)],
  [0x79, simple('Uint16B', 'unsigned int128', 16)],
  [0x7a, simple('Wchar', 'char16_t', 2)],
  [0x7b, simple('Uint4B', 'char32_t', 4)],
  [0x7c, simple('Char', 'char8_t', 1)],
]);

/** Names that Volatility gives the same types. */
const BY_C_NAME = new Map<string, SimpleType>([
  ['void', VOID],
  ['char', simple('Char', 'char', 1)],
  ['unsigned char', simple('UChar', 'unsigned char', 1)],
  ['wchar', simple('Wchar', 'wchar_t', 2)],
  ['HRESULT', simple('HRESULT', 'HRESULT', 4)],
]);

export function simpleType(code: number): SimpleType | undefined {
  return SIMPLE_TYPES.get(code);
}

/** A base type of a Volatility symbol file. */
export function baseTypeText(name: string, kind: string, size: number, signed: boolean): string {
  const known = BY_C_NAME.get(name);
  if (known !== undefined) return known.text;
  if (kind === 'void') return VOID.text;
  if (kind === 'bool') return 'Bool';
  if (kind === 'char') return signed ? 'Char' : 'UChar';
  if (kind === 'float') return size === 4 ? 'Float' : size === 8 ? 'Double' : `Float${size}`;
  return `${signed ? 'Int' : 'Uint'}${size}B`;
}

/** `Ptr32 _KTHREAD` */
export function pointerText(size: number, target: string): string {
  return `Ptr${size * 8} ${target}`;
}

/** `[28] Uint4B` */
export function arrayText(count: number, element: string): string {
  return `[${count}] ${element}`;
}

/** `Pos 3, 1 Bit` */
export function bitText(start: number, count: number): string {
  return `Pos ${start}, ${count} ${count === 1 ? 'Bit' : 'Bits'}`;
}

/** A function behind a pointer: `dt` shows what it returns, indented. */
export function functionText(returns: string): string {
  return `    ${returns}`;
}

const UNNAMED = /(?:^|::)(?:__unnamed|__anonymous|<unnamed-|<anonymous-)/;

/** A type that its source gave no name. */
export function isUnnamed(name: string): boolean {
  return UNNAMED.test(name);
}

const SHARED_UNNAMED = /(?:^|::)(?:__unnamed|<unnamed-tag>|<anonymous-tag>)$/;

/** A stand-in that many unnamed types share, so that it cannot be looked up. */
export function isSharedName(name: string): boolean {
  return SHARED_UNNAMED.test(name);
}
