/** A copy of a dump with 32-bit words written at file offsets. */
export function edited(
  bytes: Uint8Array,
  ...words: readonly (readonly [offset: number, value: number])[]
): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (const [offset, value] of words) view.setUint32(offset, value >>> 0, true);
  return copy;
}
