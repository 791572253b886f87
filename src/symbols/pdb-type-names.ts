import type { EnumRecord, StructureRecord, TypeRecord, TypeRecords } from '../formats/pdb-types.ts';
import {
  arrayText,
  bitText,
  functionText,
  isSharedName,
  pointerText,
  simpleType,
  VOID,
} from './type-text.ts';

/** Longest chain of pointers, arrays and modifiers that is followed. */
const MAX_CHAIN = 32;
const FIRST_RECORD = 0x1000;
/** Pointer modes of a simple type index: bits 8..10. */
const POINTER_SIZES = [0, 2, 4, 4, 4, 4, 8, 16];

type NamedRecord = StructureRecord | EnumRecord;

/** Names, sizes and `dt` texts of a PDB's types; declarations lead to their definitions. */
export class PdbTypeNames {
  /** Type index of the definition, by name. */
  readonly structures = new Map<string, number>();
  readonly enums = new Map<string, number>();
  private readonly byUniqueName = new Map<string, number>();

  constructor(private readonly types: TypeRecords) {
    const end = types.firstIndex + types.count;
    for (let index = types.firstIndex; index < end; index++) {
      const record = types.record(index);
      if (record?.leaf !== 'structure' && record?.leaf !== 'enum') continue;
      if (!record.isForward) this.index(record, index);
    }
  }

  private index(record: NamedRecord, index: number): void {
    const names = record.leaf === 'enum' ? this.enums : this.structures;
    if (!isSharedName(record.name) && !names.has(record.name)) names.set(record.name, index);
    if (record.uniqueName && !this.byUniqueName.has(record.uniqueName))
      this.byUniqueName.set(record.uniqueName, index);
  }

  /** The record itself, or the definition when it is only a declaration. */
  definition(record: NamedRecord): NamedRecord {
    if (!record.isForward) return record;
    const names = record.leaf === 'enum' ? this.enums : this.structures;
    const index = (record.uniqueName && this.byUniqueName.get(record.uniqueName)) || names.get(record.name);
    const found = index === undefined ? undefined : this.types.record(index);
    return found?.leaf === record.leaf ? found : record;
  }

  /** Follows const and volatile. */
  bare(type: number): TypeRecord | undefined {
    let record = this.types.record(type);
    for (let i = 0; record?.leaf === 'modifier' && i < MAX_CHAIN; i++)
      record = this.types.record(record.target);
    return record;
  }

  /** Bytes, or undefined when the type has no size of its own. */
  size(type: number, depth = 0): number | undefined {
    if (type < FIRST_RECORD)
      return POINTER_SIZES[(type >> 8) & 7] || simpleType(type & 0xff)?.size || undefined;
    const record = this.types.record(type);
    if (record === undefined || depth > MAX_CHAIN) return undefined;
    switch (record.leaf) {
      case 'structure': {
        const definition = this.definition(record);
        return definition.isForward || definition.leaf !== 'structure' ? undefined : definition.size;
      }
      case 'enum':
        return this.size(record.underlying, depth + 1);
      case 'pointer':
      case 'array':
        return record.size;
      case 'bitfield':
      case 'modifier':
        return this.size(record.target, depth + 1);
      default:
        return undefined;
    }
  }

  /** `Ptr32 _KTHREAD`, `[32] Uint4B`, `Pos 3, 1 Bit`; undefined for a type that is not known. */
  text(type: number, depth = 0): string | undefined {
    if (type < FIRST_RECORD) return simpleText(type);
    const record = this.types.record(type);
    if (record === undefined || depth > MAX_CHAIN) return undefined;
    switch (record.leaf) {
      case 'structure':
      case 'enum':
        return record.name;
      case 'pointer':
        return pointerText(record.size, this.text(record.target, depth + 1) ?? VOID.text);
      case 'array':
        return this.arrayText(record.element, record.size, depth);
      case 'bitfield':
        return bitText(record.start, record.count);
      case 'modifier':
        return this.text(record.target, depth + 1);
      case 'procedure':
        return functionText(this.cText(record.returns, depth + 1));
      default:
        return undefined;
    }
  }

  private arrayText(element: number, size: number, depth: number): string | undefined {
    const each = this.size(element, depth + 1);
    const text = this.text(element, depth + 1);
    return each && text !== undefined ? arrayText(Math.floor(size / each), text) : undefined;
  }

  /** `unsigned long`, `void*` */
  private cText(type: number, depth: number): string {
    if (type < FIRST_RECORD) {
      const name = simpleType(type & 0xff)?.c ?? '<unknown>';
      return POINTER_SIZES[(type >> 8) & 7] === 0 ? name : `${name}*`;
    }
    const record = this.types.record(type);
    if (record === undefined || depth > MAX_CHAIN) return '<unknown>';
    if (record.leaf === 'structure' || record.leaf === 'enum') return record.name;
    if (record.leaf === 'modifier') return this.cText(record.target, depth + 1);
    return record.leaf === 'pointer' ? `${this.cText(record.target, depth + 1)}*` : '<function>';
  }
}

function simpleText(type: number): string | undefined {
  const target = simpleType(type & 0xff)?.text;
  const size = POINTER_SIZES[(type >> 8) & 7];
  if (size === 0) return target;
  return pointerText(size, target ?? VOID.text);
}
