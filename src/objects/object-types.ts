import { Header, HeaderXp } from '../formats/generated/object-header-x86.layout.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { known, type Source } from '../units/value.ts';
import { type HeaderForm, headerForm, headerOfBody } from './object-header.ts';
import { type ObjectType, readObjectType } from './object-type.ts';
import { findObjectTypes } from './type-table.ts';

/** Windows 10 and later scramble TypeIndex. */
const FIRST_SCRAMBLED_BUILD = 10000;
/** No slot: the header's type is not known. */
export const NO_TYPE = -1;

/** The kinds of objects of a kernel, and which kind a header is of. */
export class ObjectTypes {
  /** In order of their numbers; a slot is a position here and never changes. */
  readonly list: readonly ObjectType[];
  readonly source: Source;
  readonly form: HeaderForm;
  /** Byte that TypeIndex is scrambled with; undefined where it is not scrambled. */
  readonly cookie: number | undefined;
  private readonly all: ObjectType[];
  private readonly byIndex = new Int16Array(256).fill(NO_TYPE);
  private readonly byAddress = new Map<VirtualAddress, number>();

  constructor(private readonly kernel: Kernel) {
    const { types, source } = findObjectTypes(kernel);
    this.all = [...types].sort((a, b) => a.index - b.index);
    this.list = this.all;
    this.source = source;
    this.form = headerForm(kernel.layouts);
    this.all.forEach((type, slot) => {
      this.byIndex[type.index & 0xff] = slot;
      this.byAddress.set(type.address, slot);
    });
    this.cookie = kernel.build >= FIRST_SCRAMBLED_BUILD ? findCookie(kernel, this.all) : undefined;
  }

  byName(name: string): ObjectType | undefined {
    const wanted = name.toLowerCase();
    return this.list.find((type) => type.name.toLowerCase() === wanted);
  }

  /** The type of the header at `header`; undefined when it cannot be read or is none. */
  ofHeader(header: VirtualAddress): ObjectType | undefined {
    const word =
      this.form === 'index'
        ? this.kernel.memory.u8(addVa(header, Header.typeIndex.offset))
        : this.kernel.memory.u32(addVa(header, HeaderXp.type.offset));
    const slot = word === undefined ? NO_TYPE : this.slotOf(header, word);
    return slot === NO_TYPE ? undefined : this.list[slot];
  }

  ofBody(body: VirtualAddress): ObjectType | undefined {
    return this.ofHeader(headerOfBody(body));
  }

  /** Slot of the type that a header names by `typeWord` (TypeIndex or type pointer), or NO_TYPE. */
  slotOf(header: VirtualAddress, typeWord: number): number {
    if (this.form === 'index') return this.byIndex[this.indexOf(header, typeWord)];
    return this.byAddress.get(typeWord) ?? this.learn(typeWord);
  }

  /** TypeIndex with its scrambling undone. */
  indexOf(header: VirtualAddress, typeIndex: number): number {
    return this.cookie === undefined ? typeIndex : (typeIndex ^ (header >>> 8) ^ this.cookie) & 0xff;
  }

  /** Before Windows 7 a header points at its type, so a type that no list holds still becomes known. */
  private learn(address: VirtualAddress): number {
    const type = this.all.length < 256 ? readObjectType(this.kernel, address) : undefined;
    const slot = type === undefined ? NO_TYPE : this.all.push(type) - 1;
    this.byAddress.set(address, slot);
    return slot;
  }
}

/**
 * ObHeaderCookie by name, or else worked out: a type object's own header carries the scrambled index
 * of the type of all types.
 */
function findCookie(kernel: Kernel, types: readonly ObjectType[]): number | undefined {
  const named = known(kernel.globals.u32('ObHeaderCookie'));
  if (named !== undefined) return named & 0xff;
  const index = types.find((type) => type.name === 'Type')?.index;
  if (index === undefined) return undefined;
  const votes = new Map<number, number>();
  for (const { address } of types) {
    const header = headerOfBody(address);
    const scrambled = kernel.memory.u8(addVa(header, Header.typeIndex.offset));
    if (scrambled === undefined) continue;
    const cookie = (scrambled ^ (header >>> 8) ^ index) & 0xff;
    votes.set(cookie, (votes.get(cookie) ?? 0) + 1);
  }
  const [best] = [...votes].sort(([, a], [, b]) => b - a);
  return best?.[0];
}
