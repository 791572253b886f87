/** Little-endian writes into one page or buffer. */

export function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 0xff;
  bytes[at + 1] = (value >>> 8) & 0xff;
}

export function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 0xff;
  bytes[at + 1] = (value >>> 8) & 0xff;
  bytes[at + 2] = (value >>> 16) & 0xff;
  bytes[at + 3] = (value >>> 24) & 0xff;
}

export function get32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

export function put64(bytes: Uint8Array, at: number, value: bigint): void {
  put32(bytes, at, Number(value & 0xffffffffn));
  put32(bytes, at + 4, Number((value >> 32n) & 0xffffffffn));
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);
}

export function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) put16(bytes, i * 2, text.charCodeAt(i));
  return bytes;
}

/** A pool tag as the u32 that lies in memory: 'Thre' reads 0x65726854. */
export function tagWord(tag: string): number {
  const t = tag.padEnd(4, ' ');
  return (t.charCodeAt(0) | (t.charCodeAt(1) << 8) | (t.charCodeAt(2) << 16) | (t.charCodeAt(3) << 24)) >>> 0;
}

/** Bytes from a listing such as '68 4d 53 4b 4b'. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.trim().split(/\s+/), (b) => Number.parseInt(b, 16));
}

export function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

/** FILETIME (100 ns since 1601, UTC) of an ISO date. */
export function filetime(iso: string): bigint {
  return BigInt(Date.parse(iso)) * 10000n + 116444736000000000n;
}
