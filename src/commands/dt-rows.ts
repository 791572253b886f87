import { absentAt } from '../kernel/strings.ts';
import type { MemoryReader } from '../memory/reader.ts';
import type { FieldLayout, StructLayout } from '../symbols/layouts.ts';
import { addVa, pageStart, type VirtualAddress } from '../units/address.ts';
import type { Absent } from '../units/value.ts';
import { readRaw, readTyped, type TypedValue, type Types } from './typed-value.ts';

/** One line of `dt`: a field, an element of an array, or a field of a structure inside. */
export interface FieldRow {
  /** `offset` counts from the start of the structure that was asked for. */
  readonly field: FieldLayout;
  /** Undefined when no address was given, or what stands there has no short form. */
  readonly value?: TypedValue;
  readonly inner?: readonly FieldRow[];
}

/** What `dt` found: a structure, an enumeration, or the names that match a pattern. */
export type TypeDump =
  | {
      readonly kind: 'structure';
      readonly module: string;
      readonly name: string;
      /** Bytes. */
      readonly size: number;
      /** Which symbols or built-in layouts say so. */
      readonly layouts: string;
      readonly address?: VirtualAddress;
      readonly rows: readonly FieldRow[];
      /** Why values are unreadable, once for each page that is missing. */
      readonly missing: readonly Absent[];
      /** The rows are not all: there were too many. */
      readonly isCut: boolean;
    }
  | {
      readonly kind: 'enumeration';
      readonly module: string;
      readonly name: string;
      readonly size: number;
      readonly layouts: string;
      readonly constants: ReadonlyMap<string, number>;
    }
  | { readonly kind: 'names'; readonly module: string; readonly names: readonly string[] };

export interface RowOptions {
  /** Where the structure lies; without it only the layout is shown. */
  readonly address?: VirtualAddress;
  readonly memory: MemoryReader;
  readonly types: Types;
  /** How deep structures inside are opened; 0 opens none. */
  readonly depth: number;
  /** Elements of arrays are shown one by one. */
  readonly arrays: boolean;
}

/** Rows of one answer: beyond this the rest is left out. */
const MAX_ROWS = 20_000;
const MAX_ELEMENTS = 1024;
/** Reasons told; more say nothing new. */
const MAX_REASONS = 8;

/** Makes rows for a structure's own fields, or for those that were named. */
export class RowMaker {
  private left = MAX_ROWS;
  /** Why values are unreadable, by the page that is missing. */
  private readonly reasons = new Map<number | string, Absent>();
  /** Sorted offsets of the fields of structures met. */
  private readonly offsets = new Map<StructLayout, Uint32Array>();

  constructor(private readonly options: RowOptions) {}

  /** More rows were wanted than one answer may have. */
  get isCut(): boolean {
    return this.left <= 0;
  }

  /** Why values are unreadable, once for each page. */
  get missing(): Absent[] {
    return [...this.reasons.values()];
  }

  /** Fields in order of offset; those that share a place follow by width and name, whole before bits. */
  rows(struct: StructLayout, base = 0, depth = this.options.depth): FieldRow[] {
    // Members of unnamed inner types are there too, as `u3.e2.Name`; they show when the outer one opens.
    const own = [...struct.fields.values()].filter((field) => !field.name.includes('.')).sort(byPlace);
    return own.slice(0, Math.max(0, this.left)).map((field) => this.row(struct, field, base, depth));
  }

  /** The row of one field of a structure that starts `base` bytes into the one asked for. */
  row(struct: StructLayout, field: FieldLayout, base: number, depth: number): FieldRow {
    this.left--;
    const placed = { ...field, offset: base + field.offset };
    return {
      field: placed,
      value: this.value(placed, () => this.extentOf(struct, field)),
      inner: this.left > 0 ? this.inner(struct, field, base, depth) : undefined,
    };
  }

  /** What a field has at most, bytes: up to the next one. */
  private extentOf(struct: StructLayout, field: FieldLayout): number {
    let offsets = this.offsets.get(struct);
    if (offsets === undefined) {
      offsets = Uint32Array.from([...struct.fields.values()], ({ offset }) => offset).sort();
      this.offsets.set(struct, offsets);
    }
    const next = offsets.find((offset) => offset > field.offset);
    return (next ?? struct.size) - field.offset;
  }

  private value(field: FieldLayout, extent: () => number): TypedValue | undefined {
    const { address, memory, types } = this.options;
    if (address === undefined) return undefined;
    const at = addVa(address, field.offset);
    const value =
      field.type !== undefined || field.bits !== undefined
        ? readTyped(memory, at, field, types)
        : readRaw(memory, at, extent());
    if (value?.kind === 'unreadable') this.note(at, field.size ?? 4, value.why);
    return value;
  }

  /** Remembers why the field at `at` cannot be read: its own page is missing, or what it points at. */
  private note(at: VirtualAddress, size: number, elsewhere: Absent | undefined): void {
    if (this.reasons.size >= MAX_REASONS) return;
    const { memory } = this.options;
    const missing = memory.faultAt(at) ?? memory.faultAt(addVa(at, Math.max(size, 1) - 1));
    const why = missing === undefined ? elsewhere : absentAt(memory, missing.va);
    const key = missing === undefined ? elsewhere?.at : pageStart(missing.va);
    if (why !== undefined && key !== undefined && !this.reasons.has(key)) this.reasons.set(key, why);
  }

  private inner(
    struct: StructLayout,
    field: FieldLayout,
    base: number,
    depth: number,
  ): FieldRow[] | undefined {
    const { type = '' } = field;
    const offset = base + field.offset;
    const array = /^\[(\d+)\] (.*)$/.exec(type);
    if (array !== null) return this.elements({ ...field, offset }, Number(array[1]), array[2], depth);
    if (depth === 0) return undefined;
    const unnamed = membersOf(struct, field);
    if (unnamed.length > 0) return unnamed.map((one) => this.row(struct, one, base, depth - 1));
    const inside = this.options.types.struct(type);
    return inside === undefined ? undefined : this.rows(inside, offset, depth - 1);
  }

  private elements(field: FieldLayout, count: number, type: string, depth: number): FieldRow[] | undefined {
    if (!this.options.arrays || count === 0) return undefined;
    const size = Math.floor((field.size ?? 0) / count);
    if (size === 0) return undefined;
    const inside = this.options.types.struct(type);
    const rows: FieldRow[] = [];
    for (let i = 0; i < Math.min(count, MAX_ELEMENTS) && this.left > 0; i++) {
      this.left--;
      const element = {
        name: `[${String(i).padStart(2, '0')}]`,
        offset: field.offset + i * size,
        size,
        type,
      };
      const opened =
        depth > 0 && inside !== undefined ? this.rows(inside, element.offset, depth - 1) : undefined;
      rows.push({ field: element, value: this.value(element, () => size), inner: opened });
    }
    return rows;
  }
}

/** Members of a field without a type name of its own: the outer structure lists them as `field.member`. */
function membersOf(struct: StructLayout, field: FieldLayout): FieldLayout[] {
  const prefix = `${field.name}.`;
  return [...struct.fields.values()]
    .filter(({ name }) => name.startsWith(prefix) && !name.slice(prefix.length).includes('.'))
    .sort(byPlace);
}

/** The last part of `u3.e2.Name`. */
export function ownName({ name }: FieldLayout): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function byPlace(a: FieldLayout, b: FieldLayout): number {
  return (
    a.offset - b.offset ||
    Number(a.bits !== undefined) - Number(b.bits !== undefined) ||
    (a.bits?.start ?? 0) - (b.bits?.start ?? 0) ||
    (b.size ?? 0) - (a.size ?? 0) ||
    (a.name < b.name ? -1 : 1)
  );
}
