/** Offsets at which a 32-bit value lies in `bytes`, at any alignment, ascending; at most `limit`. */
export function offsetsOf(bytes: Uint8Array, value: number, limit: number): number[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const needle = Buffer.alloc(4);
  needle.writeUInt32LE(value);
  const offsets: number[] = [];
  for (let at = view.indexOf(needle); at >= 0 && offsets.length < limit; at = view.indexOf(needle, at + 1)) {
    offsets.push(at);
  }
  return offsets;
}
