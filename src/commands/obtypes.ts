import { objectTypesOf } from '../analysis/objects-of.ts';
import { isPagedType, type ObjectType } from '../objects/object-type.ts';
import { hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { tagText } from '../units/tag.ts';
import type { Source } from '../units/value.ts';
import { defineCommand } from './command.ts';

export interface ObjectTypesResult {
  /** Most objects first. */
  readonly types: readonly ObjectType[];
  readonly source: Source;
}

const HOW: Readonly<Partial<Record<Source, string>>> = {
  symbol: 'nt!ObTypeIndexTable by its symbol',
  kdbg: 'the type list that KDBG leads to',
  scan: 'the type table found in the image of nt',
};

export const obtypesCommand = defineCommand<ObjectTypesResult>({
  name: '!obtypes',
  summary: 'Totals of every type of object',
  parameters: [],
  example: '!obtypes',
  differs: 'WinDbg has no such command; the totals are those the type objects keep.',
  run(session) {
    const { list, source } = objectTypesOf(session);
    const types = [...list].sort((a, b) => b.totalObjects - a.totalObjects || a.index - b.index);
    return { types, source };
  },
  *text({ types, source }) {
    if (types.length === 0) {
      yield 'No object types were found: the type objects are not in this dump.';
      return;
    }
    yield 'Type      Idx  Pool     Tag    Objects (most)       Handles (most)       Name';
    for (const type of types) {
      yield [
        hex8(type.address),
        String(type.index).padStart(4),
        isPagedType(type) ? 'paged   ' : 'nonpaged',
        tagText(type.tag),
        totals(type.totalObjects, type.highWaterObjects),
        totals(type.totalHandles, type.highWaterHandles),
        printable(type.name),
      ].join(' ');
    }
    yield `${types.length} types, found by ${HOW[source] ?? source}.`;
  },
  json: ({ types, source }) => ({
    types: types.map((type) => ({ ...type, address: hex8(type.address), tag: tagText(type.tag) })),
    source,
  }),
  table: ({ types }) => ({
    columns: [
      { name: 'type', type: 'hex' },
      { name: 'index', type: 'number' },
      { name: 'name', type: 'text' },
      { name: 'tag', type: 'text' },
      { name: 'paged', type: 'boolean' },
      { name: 'objects', type: 'number' },
      { name: 'handles', type: 'number' },
      { name: 'mostObjects', type: 'number' },
      { name: 'mostHandles', type: 'number' },
    ],
    *rows() {
      for (const t of types) {
        yield [
          t.address,
          t.index,
          t.name,
          tagText(t.tag),
          isPagedType(t),
          t.totalObjects,
          t.totalHandles,
          t.highWaterObjects,
          t.highWaterHandles,
        ];
      }
    },
  }),
});

function totals(now: number, most: number): string {
  return `${String(now).padStart(8)} ${`(${most})`.padEnd(11)}`;
}
