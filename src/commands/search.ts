import { memoryAt } from '../analysis/memory-at.ts';
import { type SearchKind, searchMemory } from '../code/memory-search.ts';
import { readSparse } from '../memory/sparse-read.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { defineCommand } from './command.ts';
import { asciiText, itemText } from './display-range.ts';
import { scopeOf } from './scope.ts';
import { parseSearch } from './search-arguments.ts';

const ROW_BYTES = 16;
const ITEM_SIZES: Readonly<Record<SearchKind, number>> = { a: 1, b: 1, u: 2, w: 2, d: 4, q: 8 };

export interface SearchHit {
  readonly address: VirtualAddress;
  /** As printed: the items from the hit on, and their characters. */
  readonly items: string;
  readonly text: string;
}

export interface SearchResult {
  /** Found while they are read. */
  hits(): Iterable<SearchHit>;
}

/** Hits as a list for JSON, found while they are written: a search for zeros has more than memory holds. */
class HitList implements Iterable<object> {
  constructor(private readonly result: SearchResult) {}

  *[Symbol.iterator]() {
    for (const hit of this.result.hits()) yield { ...hit, address: hex8(hit.address) };
  }

  toJSON() {
    return [...this];
  }
}

export const searchCommand = defineCommand<SearchResult>({
  name: 's',
  summary: 'Searches memory for bytes, words or text',
  parameters: [
    {
      name: 'Arguments',
      kind: 'rest',
      completes: 'symbol',
      meaning: '[-b|-w|-d|-q|-a|-u] START END|Lcount PATTERN',
    },
  ],
  example: 's -a 91967000 9196f000 "MSKK"',
  differs: 'Pages that cannot be read are skipped, as the debugger does, without a word.',
  run(session, args) {
    const { kind, start, end, pattern } = parseSearch(args.text('Arguments') ?? '', scopeOf(session));
    const memory = memoryAt(session, start);
    const size = ITEM_SIZES[kind];
    return {
      *hits() {
        for (const address of searchMemory(memory, start, end, pattern)) {
          const bytes = readSparse(memory, address, Math.min(ROW_BYTES, 0x100000000 - address));
          const items: string[] = [];
          for (let at = 0; at < ROW_BYTES; at += size)
            items.push(itemText(bytes, at, size) ?? '?'.repeat(size * 2));
          const half = items.slice(0, 8).join(' ');
          yield {
            address,
            items: size === 1 ? `${half}-${items.slice(8).join(' ')}` : items.join(' '),
            text: asciiText(bytes, 0, ROW_BYTES),
          };
        }
      },
    };
  },
  *text(result) {
    for (const { address, items, text } of result.hits()) yield `${hex8(address)}  ${items}  ${text}`;
  },
  json: (result) => new HitList(result),
  table: (result) => ({
    columns: [
      { name: 'address', type: 'hex' },
      { name: 'items', type: 'text' },
      { name: 'text', type: 'text' },
    ],
    *rows() {
      for (const { address, items, text } of result.hits()) yield [address, items, text];
    },
  }),
});
