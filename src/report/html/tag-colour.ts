/** Colours of the palette that style.ts defines as `t0`, `t1`, ... */
export const PALETTE_SIZE = 12;

/** Gives the largest tags a colour each, the same in every picture of a page; all others share one. */
export class TagColours {
  private readonly classes = new Map<string, string>();

  /** Tags from the largest down. */
  constructor(tags: readonly string[]) {
    for (const tag of tags) {
      if (this.classes.size >= PALETTE_SIZE) break;
      if (!this.classes.has(tag)) this.classes.set(tag, `t${this.classes.size}`);
    }
  }

  /** Tags with a colour of their own. */
  get named(): readonly string[] {
    return [...this.classes.keys()];
  }

  classOf(tag: string): string {
    return this.classes.get(tag) ?? 'tx';
  }
}
