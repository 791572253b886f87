import type { EnumLayout, Enums } from './enums.ts';
import type { Layouts, StructLayout } from './layouts.ts';
import type { FrameSource } from './symbol-file.ts';
import type { ModuleSymbol, SymbolTable } from './symbol-table.ts';

/** Keeps account of what was taken from symbols that the user forced, so that results can say so. */
export class ForcedUse {
  private account = new Set<string>();

  /** Descriptions of the forced symbols that the present account's work took something from. */
  get taken(): ReadonlySet<string> {
    return this.account;
  }

  /** Something was taken from these symbols. */
  add(description: string): void {
    this.account.add(description);
  }

  /** Starts a new account and answers the one so far, to be given back to `resume`. */
  begin(): Set<string> {
    const outer = this.account;
    this.account = new Set();
    return outer;
  }

  /** Goes on with an outer account, to which the inner one is added. */
  resume(outer: Set<string>): void {
    const inner = this.account;
    this.account = outer;
    this.addAll(inner);
  }

  /** A kept result is used again: what it rests on counts once more. */
  addAll(descriptions: Iterable<string>): void {
    for (const one of descriptions) this.account.add(one);
  }
}

/** The table, telling `use` whenever it answers something. */
export function watchedTable(table: SymbolTable, use: ForcedUse): SymbolTable {
  const told = <T>(answer: T, isSome = answer !== undefined): T => {
    if (isSome) use.add(table.description);
    return answer;
  };
  return {
    source: table.source,
    description: table.description,
    size: table.size,
    lookup: (name) => told(table.lookup(name)),
    nearest: (rva) => told(table.nearest(rva)),
    at(rva) {
      const found = table.at(rva);
      return told(found, found.length > 0);
    },
    [Symbol.iterator]: (): Iterator<ModuleSymbol> => told(table[Symbol.iterator]()),
  };
}

/** The layouts, telling `use` whenever they answer something. */
export function watchedLayouts(layouts: Layouts & Enums, use: ForcedUse): Layouts & Enums {
  const told = <T extends StructLayout | EnumLayout>(answer: T | undefined): T | undefined => {
    if (answer !== undefined) use.add(layouts.description);
    return answer;
  };
  return {
    source: layouts.source,
    description: layouts.description,
    struct: (name) => told(layouts.struct(name)),
    structNames: () => layouts.structNames(),
    enum: (name) => told(layouts.enum(name)),
    enumNames: () => layouts.enumNames(),
  };
}

/** The frame data, telling `use` whenever it answers something. `description` names the file. */
export function watchedFrames(frames: FrameSource, description: string, use: ForcedUse): FrameSource {
  const told = <T>(answer: T | undefined): T | undefined => {
    if (answer !== undefined) use.add(description);
    return answer;
  };
  return {
    fpoAt: (rva) => told(frames.fpoAt(rva)),
    frameDataAt: (rva) => told(frames.frameDataAt(rva)),
  };
}
