import { newPageCursor } from '../dump/physical-memory.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { walkList } from '../kernel/lists.ts';
import { PageState } from '../memory/page-state.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { known, type Source } from '../units/value.ts';
import { BODY_OFFSET } from './object-header.ts';
import { type ObjectType, readObjectType } from './object-type.ts';

/** ObTypeIndexTable has this many slots; no build has more types. */
const SLOTS = 256;
/** What the table holds in slot 1, where no type is. */
const SLOT_1_MARKER = 0xbad0b0b0;
/** Creator information lies directly below an object's header; its list entry comes first. */
const CREATOR_SIZE = 0x10;
/** A table found by its looks must lead to this many good types. */
const ENOUGH_TYPES = 8;

/** Type objects and how they were found. */
export interface FoundTypes {
  readonly types: readonly ObjectType[];
  /** `symbol`: ObTypeIndexTable by name; `kdbg`: the type list from ObpTypeObjectType; `scan`: by looks. */
  readonly source: Source;
}

/** The object types of a kernel, by the best road there is; none when every road is closed. */
export function findObjectTypes(kernel: Kernel): FoundTypes {
  const roads: readonly (() => FoundTypes)[] = [
    () => ({ types: typesByTable(kernel), source: 'symbol' }),
    () => ({ types: typesByList(kernel), source: 'kdbg' }),
    () => ({ types: typesByScan(kernel), source: 'scan' }),
  ];
  let best: FoundTypes = { types: [], source: 'scan' };
  for (const road of roads) {
    const found = road();
    if (isWhole(found)) return found;
    if (found.types.length > best.types.length) best = found;
  }
  return best;
}

function isWhole({ types }: FoundTypes): boolean {
  const names = new Set(types.map((type) => type.name));
  return names.has('Type') && names.has('Process') && names.has('Thread') && types.length >= ENOUGH_TYPES;
}

function typesByTable(kernel: Kernel): ObjectType[] {
  const table = known(kernel.globals.address('ObTypeIndexTable'));
  return table === undefined ? [] : typesOfTable(kernel, table);
}

/** Slots whose pointer leads to a type object that carries the slot's own number. */
function typesOfTable(kernel: Kernel, table: VirtualAddress): ObjectType[] {
  const types: ObjectType[] = [];
  for (let slot = 0; slot < SLOTS; slot++) {
    const address = kernel.memory.u32(addVa(table, slot * 4));
    if (address === undefined || address < kernel.systemRangeStart || address === SLOT_1_MARKER) continue;
    const type = readObjectType(kernel, address);
    if (type?.index === slot) types.push(type);
  }
  return types;
}

/** The type of all types keeps a list of its objects through their creator information. */
function typesByList(kernel: Kernel): ObjectType[] {
  const typeOfTypes = known(kernel.globals.u32('ObpTypeObjectType'));
  if (!typeOfTypes) return [];
  const head = addVa(typeOfTypes, kernel.offset('_OBJECT_TYPE', 'TypeList'));
  const { entries } = walkList(kernel.memory, head, -(CREATOR_SIZE + BODY_OFFSET), SLOTS);
  const types = entries.map((address) => readObjectType(kernel, address));
  return types.filter((type): type is ObjectType => type !== undefined);
}

/** ObTypeIndexTable by its looks, in the kernel's own image: 0, the marker, then the type of all types. */
function typesByScan(kernel: Kernel): ObjectType[] {
  const size = kernel.nt?.size ?? 0;
  const cursor = newPageCursor();
  for (let page = kernel.base; page < kernel.base + size; page += 0x1000) {
    if (kernel.memory.page(page, cursor) > PageState.readableLimit) continue;
    const { words, index } = cursor;
    for (let word = 0; word < 1024; word++) {
      if (words[index + word] !== SLOT_1_MARKER) continue;
      const types = tableAround(kernel, addVa(page, word * 4));
      if (types.length >= ENOUGH_TYPES) return types;
    }
  }
  return [];
}

function tableAround(kernel: Kernel, marker: VirtualAddress): ObjectType[] {
  if (kernel.memory.u32(addVa(marker, -4)) !== 0) return [];
  const first = kernel.memory.u32(addVa(marker, 4));
  const typeOfTypes = first === undefined ? undefined : readObjectType(kernel, first);
  return typeOfTypes?.name === 'Type' ? typesOfTable(kernel, addVa(marker, -4)) : [];
}
