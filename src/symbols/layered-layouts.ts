import type { LayoutSource, Layouts, StructLayout } from './layouts.ts';

/** Two layouts as one: the second serves what the first does not describe. */
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

  /** The one of the two that describes a structure. */
  layerOf(name: string): Layouts {
    return this.first.struct(name) === undefined ? this.fallback : this.first;
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

/** The layouts that describe a structure, when `layouts` are several in one. */
export function layerOf(layouts: Layouts, struct: string): Layouts {
  return layouts instanceof LayeredLayouts ? layouts.layerOf(struct) : layouts;
}
