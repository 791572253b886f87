import { UnicodeString } from '../formats/generated/kernel-lists-x86.layout.ts';
import { absenceOf, describeFault } from '../memory/fault.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';
import { type Absent, absent, present, type Value } from '../units/value.ts';

/** A UNICODE_STRING counts bytes in 16 bits. */
const MAX_BYTES = 0xffff;

/** Why `va` cannot be read, as a typed absence. */
export function absentAt(memory: MemoryReader, va: VirtualAddress): Absent {
  const fault = memory.faultAt(va);
  return fault === undefined
    ? absent('unreadable', hex8(va))
    : absent(absenceOf(fault), describeFault(fault));
}

/** Text of the UNICODE_STRING at `va`; as it stands in memory, unprintable characters included. */
export function readUnicodeString(memory: MemoryReader, va: VirtualAddress): Value<string> {
  const lengths = memory.u32(addVa(va, UnicodeString.lenBytes.offset));
  const buffer = memory.u32(addVa(va, UnicodeString.buffer.offset));
  if (lengths === undefined || buffer === undefined) return absentAt(memory, va);
  const length = lengths & MAX_BYTES & ~1;
  if (length === 0) return present('', 'walk');
  if (length > lengths >>> 16)
    return absent('unreadable', `the string at ${hex8(va)} is longer than its buffer`);
  return readUtf16(memory, buffer, length);
}

/** `length` bytes of UTF-16 at `va`; what could be read of it is marked incomplete. */
export function readUtf16(memory: MemoryReader, va: VirtualAddress, length: number): Value<string> {
  const { bytes, fault } = memory.readPartial(va, length);
  if (fault !== undefined && bytes.length < 2) return absent(absenceOf(fault), describeFault(fault));
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length & ~1).toString('utf16le');
  return present(text, 'walk', fault === undefined);
}

/** Bytes up to the first zero, as Latin-1, at most `length`. */
export function readAnsi(memory: MemoryReader, va: VirtualAddress, length: number): string | undefined {
  const { bytes } = memory.readPartial(va, length);
  if (bytes.length === 0) return undefined;
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1');
}
