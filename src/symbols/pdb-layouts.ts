import type { TypeRecords } from '../formats/pdb-types.ts';
import type { EnumLayout, Enums } from './enums.ts';
import { flattenFields, type RawMember } from './flatten-fields.ts';
import type { FieldLayout, Layouts, StructLayout } from './layouts.ts';
import { PdbTypeNames } from './pdb-type-names.ts';
import { isUnnamed } from './type-text.ts';

/** Structures and enumerations of a PDB, each decoded when first asked for. Throws PdbError on damage. */
export class PdbLayouts implements Layouts, Enums {
  readonly source = 'pdb';
  private readonly names: PdbTypeNames;
  private readonly known = new Map<string, StructLayout>();

  constructor(
    readonly description: string,
    private readonly types: TypeRecords,
  ) {
    this.names = new PdbTypeNames(types);
  }

  struct(name: string): StructLayout | undefined {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const index = this.names.structures.get(name);
    const record = index === undefined ? undefined : this.types.record(index);
    if (record?.leaf !== 'structure') return undefined;
    const layout = { name, size: record.size, fields: flattenFields(this.members(record.fieldList)) };
    this.known.set(name, layout);
    return layout;
  }

  structNames(): Iterable<string> {
    return this.names.structures.keys();
  }

  enum(name: string): EnumLayout | undefined {
    const index = this.names.enums.get(name);
    const record = index === undefined ? undefined : this.types.record(index);
    if (record?.leaf !== 'enum') return undefined;
    const size = this.names.size(record.underlying) ?? 4;
    const isSigned = this.names.text(record.underlying)?.startsWith('Int') ?? false;
    const constants = new Map<string, number>();
    for (const member of this.types.members(record.fieldList)) {
      if (member.member !== 'enumerator' || member.value === undefined) continue;
      constants.set(member.name, isSigned ? signedValue(member.value, size) : member.value);
    }
    return { name, size, constants };
  }

  enumNames(): Iterable<string> {
    return this.names.enums.keys();
  }

  private *members(fieldList: number): Generator<RawMember> {
    for (const member of this.types.members(fieldList)) {
      if (member.member === 'enumerator') continue;
      const { offset, type } = member;
      if (member.member === 'base') {
        yield { field: { name: '', offset }, inner: this.inner(type, true), merge: true };
      } else if (member.member === 'vtable') {
        yield { field: this.field('__VFN_table', offset, type) };
      } else {
        const inner = this.inner(type, member.name === '');
        yield { field: this.field(member.name, offset, type), inner, merge: member.name === '' };
      }
    }
  }

  private field(name: string, offset: number, type: number): FieldLayout {
    const record = this.names.bare(type);
    const size = this.names.size(type);
    const text = this.names.text(type);
    const bits = record?.leaf === 'bitfield' ? { start: record.start, count: record.count } : undefined;
    return {
      name,
      offset,
      ...(bits !== undefined && { bits }),
      ...(size !== undefined && { size }),
      ...(text !== undefined && { type: text }),
    };
  }

  /** Members of a nested type: of any for a base class, of unnamed ones for a field. */
  private inner(type: number, always: boolean): (() => Iterable<RawMember>) | undefined {
    const record = this.names.bare(type);
    if (record?.leaf !== 'structure' || !(always || isUnnamed(record.name))) return undefined;
    const definition = this.names.definition(record);
    return definition.isForward ? undefined : () => this.members(definition.fieldList);
  }
}

/** clang writes the negative values of a signed enumeration as unsigned numbers. */
function signedValue(value: number, size: number): number {
  const limit = 2 ** (8 * size - 1);
  return size <= 4 && value >= limit && value < 2 * limit ? value - 2 * limit : value;
}
