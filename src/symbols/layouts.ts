/**
 * Structure layouts: where each field of a Windows structure lies. Three sources, one face: a PDB,
 * a Volatility ISF, or the built-in layouts by build.
 */

/** Where the layouts came from. */
export type LayoutSource = 'builtin' | 'pdb' | 'isf';

export interface FieldLayout {
  readonly name: string;
  /** Byte offset from the start of the structure. */
  readonly offset: number;
  /** Bit position and width inside the storage unit at `offset`; only for bit fields. */
  readonly bits?: { readonly start: number; readonly count: number };
  /** Size in bytes of the field, when known. */
  readonly size?: number;
  /** C-like type text (`Ptr32 _KTHREAD`, `[32] Uint4B`, `Pos 3, 1 Bit`), when known: for `dt`. */
  readonly type?: string;
}

export interface StructLayout {
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
  readonly fields: ReadonlyMap<string, FieldLayout>;
}

export interface Layouts {
  readonly source: LayoutSource;
  /** A person's name for it: `built-in win7_sp1_x86`, or the PDB's path and id. */
  readonly description: string;
  struct(name: string): StructLayout | undefined;
  structNames(): Iterable<string>;
}

/** Thrown when code asks for a field that the layout in use does not have. */
export class LayoutError extends Error {
  constructor(
    readonly structName: string,
    readonly fieldName: string | undefined,
    description: string,
  ) {
    super(`${description} has no ${fieldName === undefined ? structName : `${structName}.${fieldName}`}`);
    this.name = 'LayoutError';
  }
}

/** Offset of `Struct.Field` in bytes, or a LayoutError. */
export function fieldOffset(layouts: Layouts, struct: string, field: string): number {
  const found = layouts.struct(struct)?.fields.get(field);
  if (found === undefined) throw new LayoutError(struct, field, layouts.description);
  return found.offset;
}

/** Offset of `Struct.Field`, or undefined when this build has no such field. */
export function optionalOffset(layouts: Layouts, struct: string, field: string): number | undefined {
  return layouts.struct(struct)?.fields.get(field)?.offset;
}

/** Size of a structure in bytes, or a LayoutError. */
export function structSize(layouts: Layouts, struct: string): number {
  const found = layouts.struct(struct);
  if (found === undefined) throw new LayoutError(struct, undefined, layouts.description);
  return found.size;
}
