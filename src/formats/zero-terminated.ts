const decoder = new TextDecoder();

/** UTF-8 text from `start` up to a zero byte or `end`, whichever comes first. */
export function cString(bytes: Uint8Array, start: number, end: number): string {
  let stop = start;
  let plain = true;
  while (stop < end && bytes[stop] !== 0) {
    if (bytes[stop] > 0x7f) plain = false;
    stop++;
  }
  if (plain && stop - start <= 48) return asciiString(bytes, start, stop);
  return decoder.decode(bytes.subarray(start, stop));
}

/** Short names are quicker to build than to hand to a decoder. */
function asciiString(bytes: Uint8Array, start: number, stop: number): string {
  let text = '';
  for (let i = start; i < stop; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
