import type { EnumLayout, Enums } from './enums.ts';
import { flattenFields, type RawMember } from './flatten-fields.ts';
import { entries, isObject, type JsonObject, member, numberOf, objectOf, textOf } from './isf-json.ts';
import type { FieldLayout, Layouts, StructLayout } from './layouts.ts';
import { arrayText, baseTypeText, bitText, functionText, isUnnamed, pointerText, VOID } from './type-text.ts';

/** Deepest nesting of a type description that is followed. */
const MAX_DEPTH = 32;

/** Structures and enumerations of a Volatility 3 symbol file. Nothing here throws: odd parts are left out. */
export class IsfLayouts implements Layouts, Enums {
  readonly source = 'isf';
  private readonly structures: JsonObject;
  private readonly enumerations: JsonObject;
  private readonly bases: JsonObject;
  private readonly known = new Map<string, StructLayout>();

  constructor(
    readonly description: string,
    root: JsonObject,
  ) {
    this.structures = objectOf(root.user_types);
    this.enumerations = objectOf(root.enums);
    this.bases = objectOf(root.base_types);
  }

  struct(name: string): StructLayout | undefined {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const size = this.structSize(name);
    if (size === undefined) return undefined;
    const layout = { name, size, fields: flattenFields(this.members(name)) };
    this.known.set(name, layout);
    return layout;
  }

  structNames(): Iterable<string> {
    return Object.keys(this.structures);
  }

  enum(name: string): EnumLayout | undefined {
    const found = member(this.enumerations, name);
    if (!isObject(found)) return undefined;
    const constants = new Map<string, number>();
    const listed = entries(found.constants).filter((entry): entry is [string, number] =>
      Number.isSafeInteger(entry[1]),
    );
    for (const [constant, value] of listed.sort((a, b) => a[1] - b[1])) constants.set(constant, value);
    return { name, size: numberOf(found.size) ?? 4, constants };
  }

  enumNames(): Iterable<string> {
    return Object.keys(this.enumerations);
  }

  private structSize(name: string): number | undefined {
    return numberOf(objectOf(member(this.structures, name)).size);
  }

  /** In order of offset: the file sorts members by name. */
  private *members(struct: string): Generator<RawMember> {
    const fields = entries(objectOf(member(this.structures, struct)).fields)
      .map(([name, value]) => this.field(name, value))
      .filter((field) => field !== undefined)
      .sort((a, b) => a.field.offset - b.field.offset || bitStart(a.field) - bitStart(b.field));
    yield* fields;
  }

  private field(name: string, value: unknown): RawMember | undefined {
    const offset = isObject(value) ? numberOf(value.offset) : undefined;
    if (!isObject(value) || offset === undefined) return undefined;
    const type = objectOf(value.type);
    const size = this.size(type);
    const text = this.text(type);
    const start = numberOf(type.bit_position);
    const count = numberOf(type.bit_length);
    const isBits = type.kind === 'bitfield' && start !== undefined && count !== undefined;
    const field: FieldLayout = {
      name,
      offset,
      ...(isBits && { bits: { start, count } }),
      ...(size !== undefined && { size }),
      ...(text !== undefined && { type: text }),
    };
    const nested = textOf(type.name);
    const isNested = (type.kind === 'struct' || type.kind === 'union') && nested !== undefined;
    if (!isNested || !(isUnnamed(nested) || value.anonymous === true)) return { field };
    return { field, inner: () => this.members(nested), merge: value.anonymous === true };
  }

  private size(type: JsonObject, depth = 0): number | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const name = textOf(type.name) ?? '';
    switch (type.kind) {
      case 'base':
        return numberOf(objectOf(member(this.bases, name)).size) || undefined;
      case 'pointer':
        return this.pointerSize(type);
      case 'struct':
      case 'union':
      case 'class':
        return this.structSize(name);
      case 'enum':
        return numberOf(objectOf(member(this.enumerations, name)).size);
      case 'bitfield':
        return this.size(objectOf(type.type), depth + 1);
      case 'array': {
        const each = this.size(objectOf(type.subtype), depth + 1);
        const count = numberOf(type.count);
        return each === undefined || count === undefined ? undefined : each * count;
      }
      default:
        return undefined;
    }
  }

  private text(type: JsonObject, depth = 0): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const name = textOf(type.name);
    const inner = () => this.text(objectOf(type.subtype), depth + 1);
    switch (type.kind) {
      case 'base':
        return name === undefined ? undefined : this.baseText(name);
      case 'pointer': {
        const size = this.pointerSize(type);
        return size === undefined ? undefined : pointerText(size, inner() ?? VOID.text);
      }
      case 'array': {
        const count = numberOf(type.count);
        const element = inner();
        return count === undefined || element === undefined ? undefined : arrayText(count, element);
      }
      case 'bitfield':
        return bitText(numberOf(type.bit_position) ?? 0, numberOf(type.bit_length) ?? 0);
      case 'function':
        return functionText('<function>');
      default:
        return name;
    }
  }

  private baseText(name: string): string | undefined {
    const base = objectOf(member(this.bases, name));
    const size = numberOf(base.size);
    if (size === undefined) return undefined;
    return baseTypeText(name, textOf(base.kind) ?? '', size, base.signed === true);
  }

  private pointerSize(type: JsonObject): number | undefined {
    const base = textOf(type.base) ?? 'pointer';
    return numberOf(objectOf(member(this.bases, base)).size);
  }
}

function bitStart(field: FieldLayout): number {
  return field.bits?.start ?? 0;
}
