import type { FieldLayout } from './layouts.ts';

/** A structure's own member as a symbol file has it, before nested unnamed types are opened. */
export interface RawMember {
  readonly field: FieldLayout;
  /** Set when the member's type has members of its own that should be reachable from outside. */
  readonly inner?: () => Iterable<RawMember>;
  /** The inner members count as the outer type's own (base class, unnamed union). */
  readonly merge?: boolean;
}

const MAX_DEPTH = 16;
const MAX_FIELDS = 0x10000;

/** Members that may still be looked at: nested types that name each other make no new fields. */
interface Budget {
  members: number;
}

/** Thrown when a type has more fields than any real one. */
export class TooManyFieldsError extends Error {
  constructor() {
    super(`a structure has more than ${MAX_FIELDS} fields`);
    this.name = 'TooManyFieldsError';
  }
}

/**
 * Fields by name in the order of declaration. Members of unnamed nested types follow as
 * `outer.inner`; members of base classes and of unnamed unions keep their own names.
 */
export function flattenFields(members: Iterable<RawMember>): Map<string, FieldLayout> {
  const fields = new Map<string, FieldLayout>();
  add(fields, members, '', 0, 0, { members: MAX_FIELDS });
  return fields;
}

function add(
  fields: Map<string, FieldLayout>,
  members: Iterable<RawMember>,
  prefix: string,
  base: number,
  depth: number,
  budget: Budget,
): void {
  if (depth > MAX_DEPTH) return;
  const nested: { inner: Iterable<RawMember>; prefix: string; base: number }[] = [];
  for (const { field, inner, merge } of members) {
    if (--budget.members < 0) throw new TooManyFieldsError();
    const offset = base + field.offset;
    if (merge && inner !== undefined) {
      add(fields, inner(), prefix, offset, depth + 1, budget);
      continue;
    }
    const name = prefix + field.name;
    if (!fields.has(name)) fields.set(name, { ...field, name, offset });
    if (inner !== undefined) nested.push({ inner: inner(), prefix: `${name}.`, base: offset });
  }
  for (const { inner, prefix: outer, base: at } of nested) add(fields, inner, outer, at, depth + 1, budget);
}
