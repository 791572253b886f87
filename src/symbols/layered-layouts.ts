import type { LayoutSource, Layouts, StructLayout } from './layouts.ts';

/** Layouts of a symbol file, with the built-in ones for what it does not describe. */
export class LayeredLayouts implements Layouts {
  readonly source: LayoutSource;
  readonly description: string;

  constructor(
    private readonly first: Layouts,
    private readonly fallback: Layouts,
  ) {
    this.source = first.source;
    this.description = `${first.description}, and ${fallback.description} for what it lacks`;
  }

  struct(name: string): StructLayout | undefined {
    return this.first.struct(name) ?? this.fallback.struct(name);
  }

  *structNames(): Iterable<string> {
    const seen = new Set<string>();
    for (const layouts of [this.first, this.fallback]) {
      for (const name of layouts.structNames()) {
        if (!seen.has(name)) yield name;
        seen.add(name);
      }
    }
  }
}
