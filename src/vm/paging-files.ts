import type { Kernel } from '../kernel/kernel.ts';
import { absentAt, readUnicodeString } from '../kernel/strings.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';
import { absent, isPresent, present, type Value } from '../units/value.ts';

/** Windows allows this many page files. */
const MAX_PAGING_FILES = 16;

/** One page file; sizes in pages. */
export interface PagingFile {
  readonly name: Value<string>;
  readonly size: Value<number>;
  readonly freeSpace: Value<number>;
  readonly minimum: Value<number>;
  readonly maximum: Value<number>;
}

/** The page files. Their number is in KDBG; the array that leads to them needs symbols. */
export function readPagingFiles(kernel: Kernel): Value<readonly PagingFile[]> {
  const count = kernel.globals.u32('MmNumberOfPagingFiles');
  if (!isPresent(count)) return count;
  if (count.value > MAX_PAGING_FILES) {
    return absent(
      'unreadable',
      `nt!MmNumberOfPagingFiles says ${count.value}; at most ${MAX_PAGING_FILES} can be`,
    );
  }
  if (count.value === 0) return present([], count.source);
  const array = kernel.globals.address('MmPagingFile');
  if (!isPresent(array)) return array;
  const files: PagingFile[] = [];
  for (let i = 0; i < count.value; i++) {
    const file = kernel.memory.u32(addVa(array.value, i * 4));
    if (!file) return absent('unreadable', `nt!MmPagingFile[${i}] at ${hex8(addVa(array.value, i * 4))}`);
    files.push(readPagingFile(kernel, file));
  }
  return present(files, array.source);
}

function readPagingFile(kernel: Kernel, file: VirtualAddress): PagingFile {
  const pages = (field: string): Value<number> => {
    const offset = kernel.optionalOffset('_MMPAGING_FILE', field);
    if (offset === undefined) return absent('unsupported', `_MMPAGING_FILE.${field}`);
    const value = kernel.memory.u32(addVa(file, offset));
    return value === undefined ? absentAt(kernel.memory, addVa(file, offset)) : present(value, 'layout');
  };
  const nameAt = kernel.optionalOffset('_MMPAGING_FILE', 'PageFileName');
  return {
    name:
      nameAt === undefined
        ? absent('unsupported', '_MMPAGING_FILE.PageFileName')
        : readUnicodeString(kernel.memory, addVa(file, nameAt)),
    size: pages('Size'),
    freeSpace: pages('FreeSpace'),
    minimum: pages('MinimumSize'),
    maximum: pages('MaximumSize'),
  };
}
