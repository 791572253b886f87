import type { FileSource } from '../files/source.ts';
import { DumpError } from './dump-error.ts';

interface Signature {
  readonly bytes: readonly number[];
  readonly at?: number;
  readonly what: string;
  readonly advice: string;
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

const UNPACK = 'unpack it first and give the file inside';
const OTHERS: readonly Signature[] = [
  {
    bytes: ascii('PAGEDU64'),
    what: 'a 64-bit Windows kernel dump',
    advice: 'this tool reads 32-bit (x86) dumps',
  },
  {
    bytes: ascii('MDMP'),
    what: 'a user-mode minidump of one process',
    advice: 'give the kernel dump, usually %SystemRoot%\\MEMORY.DMP',
  },
  {
    bytes: [0x7f, ...ascii('ELF')],
    what: 'an ELF core file (QEMU, VirtualBox or Linux)',
    advice: 'convert it to a Windows crash dump first',
  },
  {
    bytes: [0xd2, 0xbe, 0xd2, 0xbe],
    what: 'a VMware snapshot (.vmss/.vmsn)',
    advice: 'convert it with vmss2core -W',
  },
  {
    bytes: [0xd0, 0xbe, 0xd2, 0xbe],
    what: 'a VMware snapshot (.vmss/.vmsn)',
    advice: 'convert it with vmss2core -W',
  },
  {
    bytes: [0xd1, 0xba, 0xd1, 0xba],
    what: 'a VMware snapshot (.vmss/.vmsn)',
    advice: 'convert it with vmss2core -W',
  },
  { bytes: ascii('hibr'), what: 'a hibernation file', advice: 'convert it to a crash dump first' },
  { bytes: ascii('HIBR'), what: 'a hibernation file', advice: 'convert it to a crash dump first' },
  { bytes: ascii('EMiL'), what: 'a LiME memory image', advice: 'this tool reads Windows crash dumps' },
  { bytes: [0x1f, 0x8b], what: 'a gzip archive', advice: UNPACK },
  { bytes: ascii('PK\x03\x04'), what: 'a zip archive', advice: UNPACK },
  { bytes: [0xfd, ...ascii('7zXZ\0')], what: 'an xz archive', advice: UNPACK },
  { bytes: ascii("7z\xbc\xaf'\x1c"), what: 'a 7-Zip archive', advice: UNPACK },
  { bytes: ascii('BZh'), what: 'a bzip2 archive', advice: UNPACK },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a Zstandard archive', advice: UNPACK },
  { bytes: ascii('MSCF'), what: 'a cabinet file', advice: UNPACK },
  { bytes: ascii('MZ'), what: 'a program or driver file', advice: 'give the dump, not the image' },
  {
    bytes: ascii('Microsoft C/C++ MSF 7.00'),
    what: 'a PDB symbol file',
    advice: 'give it with --symbols beside a dump',
  },
  { bytes: ascii('regf'), what: 'a registry hive', advice: 'give the dump' },
];

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte);
}

function shown(head: Uint8Array): string {
  const hex = [...head.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `the first bytes are ${hex}`;
}

/** Passes when the file starts as a 32-bit kernel dump; otherwise says by name what it is. */
export function requireDump32(source: FileSource): void {
  if (source.size === 0)
    throw new DumpError('refused', 'The file is empty (0 bytes). Was the copy finished?');
  const head = source.read(0, 32);
  if (startsWith(head, ascii('PAGEDUMP'))) {
    if (source.size >= 0x1000) return;
    throw new DumpError(
      'damaged',
      `The file is cut: ${source.size} bytes, and the header of a 32-bit dump alone takes 4096. Copy it again.`,
    );
  }
  const known = OTHERS.find((other) => startsWith(head, other.bytes));
  if (known !== undefined) throw new DumpError('refused', `This is ${known.what}: ${known.advice}.`);
  throw new DumpError(
    'refused',
    `This is not a Windows kernel dump: PAGEDUMP was expected at offset 0, and ${shown(head)}.`,
  );
}
