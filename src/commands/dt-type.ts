import type { Session } from '../analysis/session.ts';
import { moduleNamed } from '../kernel/modules.ts';
import type { EnumLayout } from '../symbols/enums.ts';
import { layerOf } from '../symbols/layered-layouts.ts';
import type { FieldLayout, StructLayout } from '../symbols/layouts.ts';
import { CommandError } from './command-error.ts';
import type { Types } from './typed-value.ts';
import { wildcard } from './wildcard.ts';

/** Types of one module, as `dt` asks for them. */
export interface TypeBook extends Types {
  /** The module's name, `nt`. */
  readonly module: string;
  /** Where the types come from, for a person. */
  readonly description: string;
  /** Where one structure comes from. */
  describe(name: string): string;
  names(): Iterable<string>;
}

/** The types of `module`, or of nt when none is named. Throws CommandError when there are none. */
export function typesOf(session: Session, module: string | undefined): TypeBook {
  const { kernel, names } = session;
  const found = module === undefined ? kernel.nt : moduleNamed(kernel.modules, module);
  if (module !== undefined && found === undefined) throw new CommandError(`No module is called '${module}'.`);
  const isKernel = found === undefined || found.base === kernel.base;
  const file = isKernel ? kernel.symbols?.layouts : names.symbolFile(found)?.layouts;
  const layouts = isKernel ? kernel.layouts : file;
  if (layouts === undefined)
    throw new CommandError(`No types of ${module} are known; '!sym' tells which symbols it wants.`);
  return {
    module: isKernel ? 'nt' : found.name,
    description: layouts.description,
    struct: (name) => layouts.struct(name),
    enum: (name) => file?.enum(name),
    describe: (name) => layerOf(layouts, name).description,
    *names() {
      yield* layouts.structNames();
      if (file !== undefined) yield* file.enumNames();
    },
  };
}

/**
 * A structure or an enumeration by name, else by the name in any case; a leading underscore may be left
 * out. Throws CommandError.
 */
export function findType(types: TypeBook, name: string): StructLayout | EnumLayout {
  const found = exactType(types, name) ?? exactType(types, nameInAnyCase(types, name));
  if (found === undefined) throw new CommandError(`Symbol ${name} not found in ${types.description}.`);
  return found;
}

function exactType(types: TypeBook, name: string | undefined): StructLayout | EnumLayout | undefined {
  if (name === undefined) return undefined;
  return types.struct(name) ?? types.struct(`_${name}`) ?? types.enum(name) ?? types.enum(`_${name}`);
}

function nameInAnyCase(types: TypeBook, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const one of types.names()) {
    const folded = one.toLowerCase();
    if (folded === wanted || folded === `_${wanted}`) return one;
  }
  return undefined;
}

export interface NamedField {
  /** The structure that has the field, which may be one inside the one asked for. */
  readonly struct: StructLayout;
  readonly field: FieldLayout;
  /** Where that structure starts, counted from the one asked for. */
  readonly base: number;
}

/** The field of that name, or all that `Image*` fits. */
export function findFields(types: Types, struct: StructLayout, name: string): NamedField[] {
  const found = findField(types, struct, name);
  if (found !== undefined) return [found];
  if (!/^[a-z_][\w.]*[*?]/i.test(name)) return [];
  const pattern = wildcard(name);
  return [...struct.fields.values()]
    .filter((field) => pattern.test(field.name))
    .map((field) => ({ struct, field, base: 0 }));
}

/** The field that `Pcb.Header.Type` or `u3.e2` means, through structures inside; undefined when there is none. */
export function findField(types: Types, struct: StructLayout, path: string): NamedField | undefined {
  const parts = path.split('.');
  // The longest name first: members of unnamed types have dots in theirs.
  for (let taken = parts.length; taken > 0; taken--) {
    const field = fieldOf(struct, parts.slice(0, taken).join('.'));
    if (field === undefined) continue;
    if (taken === parts.length) return { struct, field, base: 0 };
    const inside = types.struct(field.type ?? '');
    const found = inside && findField(types, inside, parts.slice(taken).join('.'));
    return found && { ...found, base: field.offset + found.base };
  }
  return undefined;
}

function fieldOf(struct: StructLayout, name: string): FieldLayout | undefined {
  const exact = struct.fields.get(name);
  if (exact !== undefined) return exact;
  const folded = name.toLowerCase();
  return [...struct.fields.values()].find((field) => field.name.toLowerCase() === folded);
}
