import { BuiltinLayouts } from '../../src/symbols/builtin/builtin-layouts.ts';
import { fieldOffset } from '../../src/symbols/layouts.ts';
import { tagFromText } from '../../src/units/tag.ts';
import type { PagedMemory } from './paged-memory.ts';

/** Types from index 2 on, as Windows 7 numbers the first ones. */
export const NAMES = [
  'Type',
  'Directory',
  'SymbolicLink',
  'Token',
  'Job',
  'Process',
  'Thread',
  'Event',
  'Mutant',
  'File',
];

export interface WrittenTypes {
  readonly layouts?: string;
  /** Where ObTypeIndexTable is written. */
  readonly table?: number;
  /** Where a pointer to the type of all types is written; the types are put on its list. */
  readonly list?: number;
  /** TypeIndex of a type object's own header. */
  readonly typeIndex?: (header: number) => number;
}

const FIRST = 0x89200128;
const STEP = 0x400;

/** Where the type object called `name` is written. */
export function typeAddress(name: string): number {
  return FIRST + NAMES.indexOf(name) * STEP;
}

/** Writes type objects and what leads to them. Answers the variables that name it. */
export function writeTypes(memory: PagedMemory, options: WrittenTypes): Record<string, number> {
  const layouts = new BuiltinLayouts(options.layouts ?? 'win7_sp1_x86', true);
  const at = (struct: string, field: string) => fieldOffset(layouts, struct, field);
  const addresses = NAMES.map(typeAddress);
  for (const [i, name] of NAMES.entries()) {
    const address = addresses[i];
    const header = address - 0x18;
    memory.map(address - 0x28, 0x200);
    memory.words(header, 1, 1, 0, options.typeIndex?.(header) ?? 2);
    memory.unicode(address + at('_OBJECT_TYPE', 'Name'), name, address + 0x1a0);
    memory.bytes(address + at('_OBJECT_TYPE', 'Index'), [i + 2]);
    memory.words(address + at('_OBJECT_TYPE', 'TotalNumberOfObjects'), (i + 2) * 100, (i + 2) * 10);
    memory.words(address + at('_OBJECT_TYPE', 'Key'), tagFromText(name.slice(0, 4)));
  }
  if (options.list !== undefined) link(memory, addresses, at('_OBJECT_TYPE', 'TypeList'));
  if (options.list !== undefined) memory.words(options.list, addresses[0]);
  if (options.table !== undefined) {
    memory.map(options.table, 0x400).words(options.table, 0, 0xbad0b0b0, ...addresses);
    return { ObTypeIndexTable: options.table };
  }
  return options.list === undefined ? {} : { ObpTypeObjectType: options.list };
}

/** The creator information of every type object, 28h below its body, hangs on the list of the first. */
function link(memory: PagedMemory, addresses: readonly number[], head: number): void {
  const ring = [addresses[0] + head, ...addresses.map((address) => address - 0x28)];
  ring.forEach((entry, i) => {
    const next = ring[(i + 1) % ring.length];
    memory.words(entry, next).words(next + 4, entry);
  });
}
