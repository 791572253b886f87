import { describeFault, type Fault } from '../memory/fault.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { addVa, PAGE_SIZE, pageOffset, type VirtualAddress } from '../units/address.ts';

/** Rows of a table of fixed-size rows, as far as its pages can be read. */
export interface TableRows {
  /** All words, row after row; those that could not be read are zero. */
  readonly words: Uint32Array;
  readonly count: number;
  readonly rowWords: number;
  /** 1 for each row that could be read whole. */
  readonly readable: Uint8Array;
  readonly numReadable: number;
  /** Why the first unreadable row is so. */
  readonly why?: string;
}

/** Reads `count` rows of `rowWords` words at `table`; pages that are missing leave gaps, not an end. */
export function readRows(
  memory: MemoryReader,
  table: VirtualAddress,
  count: number,
  rowWords: number,
): TableRows {
  const words = new Uint32Array(count * rowWords);
  const bytes = new Uint8Array(words.buffer);
  const readable = new Uint8Array(count).fill(1);
  let numReadable = count;
  let first: Fault | undefined;
  for (let done = 0; done < bytes.length; ) {
    const part = memory.readPartial(addVa(table, done), bytes.length - done);
    bytes.set(part.bytes, done);
    done += part.bytes.length;
    if (part.fault === undefined && part.bytes.length > 0) continue;
    first ??= part.fault;
    const gap = PAGE_SIZE - pageOffset(addVa(table, done));
    const lastRow = Math.min(count - 1, Math.floor((done + gap - 1) / (rowWords * 4)));
    for (let row = Math.floor(done / (rowWords * 4)); row <= lastRow; row++) {
      numReadable -= readable[row];
      readable[row] = 0;
    }
    done += gap;
  }
  const why = first === undefined ? undefined : describeFault(first);
  return { words, count, rowWords, readable, numReadable, why };
}
