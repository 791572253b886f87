import { PdbError } from './pdb-error.ts';
import { Numeric } from './pdb-kinds.ts';
import { cString } from './zero-terminated.ts';

/** Reads one CodeView record from front to back; nothing beyond its end can be reached. */
export class RecordCursor {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly view: DataView,
    /** What the record is called in errors: `tpi.record 0x1005`. */
    private readonly what: string,
    public at: number,
    readonly end: number,
  ) {}

  /** Steps over a fixed part of `size` bytes and answers where it starts. */
  take(size: number): number {
    const start = this.at;
    if (start + size > this.end)
      throw new PdbError(
        this.what,
        start,
        `ends ${start + size - this.end} bytes too early (length field too small)`,
      );
    this.at = start + size;
    return start;
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  /** A number of any width; undefined when it is beyond 2^53. */
  numeric(): number | undefined {
    const first = this.u16();
    if (first < 0x8000) return first;
    switch (first) {
      case Numeric.LF_CHAR:
        return this.view.getInt8(this.take(1));
      case Numeric.LF_SHORT:
        return this.view.getInt16(this.take(2), true);
      case Numeric.LF_USHORT:
        return this.u16();
      case Numeric.LF_LONG:
        return this.view.getInt32(this.take(4), true);
      case Numeric.LF_ULONG:
        return this.u32();
      case Numeric.LF_QUADWORD:
        return safe(this.view.getBigInt64(this.take(8), true));
      case Numeric.LF_UQUADWORD:
        return safe(this.view.getBigUint64(this.take(8), true));
      default:
        throw new PdbError(this.what, this.at - 2, `unknown number kind 0x${first.toString(16)}`);
    }
  }

  /** A number that counts bytes. */
  extent(): number {
    const start = this.at;
    const value = this.numeric();
    if (value === undefined || value < 0 || value > 0xffffffff)
      throw new PdbError(this.what, start, 'a size or offset that is not a 32-bit number');
    return value;
  }

  /** A zero-terminated name, or one with a length byte in front. */
  name(pascal: boolean): string {
    if (pascal) {
      const length = this.bytes[this.take(1)];
      const start = this.take(length);
      return cString(this.bytes, start, this.at);
    }
    const start = this.at;
    let stop = start;
    while (stop < this.end && this.bytes[stop] !== 0) stop++;
    this.at = Math.min(stop + 1, this.end);
    return cString(this.bytes, start, stop);
  }

  /** Steps over filler bytes 0xf1..0xff between members of a field list. */
  skipPadding(): void {
    while (this.at < this.end && this.bytes[this.at] > 0xf0) {
      this.at = Math.min(this.at + (this.bytes[this.at] & 0x0f), this.end);
    }
  }
}

function safe(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
