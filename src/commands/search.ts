import { memoryAt } from '../analysis/memory-at.ts';
import { type SearchKind, searchMemory } from '../code/memory-search.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { readSparse } from '../memory/sparse-read.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { defineCommand } from './command.ts';
import { asciiText, itemText } from './display-range.ts';
import { LazyList } from './lazy-list.ts';
import { scopeOf } from './scope.ts';
import { parseSearch, type SearchRequest } from './search-arguments.ts';

const ROW_BYTES = 16;
const ITEM_SIZES: Readonly<Record<SearchKind, number>> = { a: 1, b: 1, u: 2, w: 2, d: 4, q: 8 };

export interface SearchHit {
  readonly address: VirtualAddress;
  /** As printed: the items from the hit on, and their characters. */
  readonly items: string;
  readonly text: string;
}

export interface SearchResult {
  /** Found hits, spelt while they are read. */
  hits(): Iterable<SearchHit>;
  /** Why not everything was searched. */
  readonly stopped?: string;
}

/** Searched between two looks at whether to stop. */
const PIECE = 0x1000000;
/** A search for zeros hits nearly everywhere: this many hits take 80 MB. */
const MAX_HITS = 10_000_000;

/** Addresses of all hits, piece by piece so that it can be stopped; a hit may cross pieces. */
function* findAll(
  memory: MemoryReader,
  { start, end, pattern }: SearchRequest,
): Task<{ addresses: readonly VirtualAddress[]; stopped?: string }> {
  const addresses: VirtualAddress[] = [];
  for (let at = start; at < end; at += PIECE) {
    const pieceEnd = Math.min(at + PIECE, end);
    for (const hit of searchMemory(memory, at, Math.min(pieceEnd + pattern.bytes.length - 1, end), pattern)) {
      if (addresses.length === MAX_HITS) return { addresses, stopped: `Stopped after ${MAX_HITS} hits.` };
      addresses.push(hit);
    }
    if (yield { what: 'searching memory', done: pieceEnd - start, total: end - start }) {
      return { addresses, stopped: `Stopped at ${hex8(pieceEnd)}.` };
    }
  }
  return { addresses };
}

function* hitsJson(result: SearchResult): Iterable<object> {
  for (const hit of result.hits()) yield { ...hit, address: hex8(hit.address) };
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
  *run(session, args) {
    const request = parseSearch(args.text('Arguments') ?? '', scopeOf(session));
    const memory = memoryAt(session, request.start);
    const { addresses, stopped } = yield* findAll(memory, request);
    const size = ITEM_SIZES[request.kind];
    return {
      stopped,
      *hits() {
        for (const address of addresses) {
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
    if (result.stopped !== undefined) yield result.stopped;
  },
  // A search for zeros has more hits than memory holds: they are spelt while they are written.
  json: (result) => new LazyList(() => hitsJson(result)),
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
