/**
 * Physical memory as runs of page frames. A page is stored only once something was written to it; long
 * stretches of alike pages are kept as a rule that fills them when the dump is written.
 */

export const PAGE = 0x1000;

/** Writes the content of the page with this index in its stretch; `page` is zeroed before. */
export type PageFill = (index: number, page: Uint8Array) => void;

export interface Run {
  base: number;
  count: number;
}

/** What a page frame is used for: it decides whether a kernel dump holds the page. */
export type Use = 'free' | 'kernel' | 'user' | 'dropped';

const USES: readonly Use[] = ['free', 'kernel', 'user', 'dropped'];
const FRAME_LIMIT = 0x200000;

interface Stretch {
  first: number;
  count: number;
  fill: PageFill;
}

interface Area {
  run: Run;
  next: number;
  grows: boolean;
}

export type AreaName = 'low' | 'main' | 'high' | 'above4g';

export class PhysicalMemory {
  readonly #areas = new Map<AreaName, Area>();
  readonly #use = new Uint8Array(FRAME_LIMIT);
  readonly #pages = new Map<number, Uint8Array>();
  readonly #stretches: Stretch[] = [];

  /** Adds a run; a growing one ends where its last taken page ends, until `seal` fixes it. */
  addArea(name: AreaName, base: number, count: number, grows = false): void {
    this.#areas.set(name, { run: { base, count }, next: base, grows });
  }

  hasArea(name: AreaName): boolean {
    return this.#areas.has(name);
  }

  /** Takes `count` neighbouring frames and answers the first frame number. */
  take(use: Use, count = 1, align = 1, name: AreaName = 'main'): number {
    const area = this.#areas.get(name)!;
    const first = Math.ceil(area.next / align) * align;
    area.next = first + count;
    const end = area.run.base + area.run.count;
    if (area.next > end) {
      if (!area.grows) throw new Error(`physical area ${name} is full at frame 0x${end.toString(16)}`);
      area.run.count = area.next - area.run.base;
    }
    this.#use.fill(USES.indexOf(use), first, first + count);
    return first;
  }

  /** Takes a stretch of frames whose content is made by `fill` only when it is read. */
  takeStretch(use: Use, count: number, fill: PageFill, name: AreaName = 'main'): number {
    const first = this.take(use, count, 1, name);
    this.#stretches.push({ first, count, fill });
    return first;
  }

  /** Gives the frame another use: 'dropped' frames stay mapped but no kernel dump holds them. */
  setUse(pfn: number, use: Use): void {
    this.#use[pfn] = USES.indexOf(use);
  }

  useOf(pfn: number): Use {
    return USES[this.#use[pfn]];
  }

  /** The bytes of a page, to be written to. */
  page(pfn: number): Uint8Array {
    let page = this.#pages.get(pfn);
    if (!page) {
      page = new Uint8Array(PAGE);
      this.#pages.set(pfn, page);
    }
    return page;
  }

  /** Puts the content of a frame into `into` (zeroed by the caller); false when it is all zeros. */
  render(pfn: number, into: Uint8Array): boolean {
    const page = this.#pages.get(pfn);
    if (page) {
      into.set(page);
      return true;
    }
    for (const s of this.#stretches) {
      if (pfn < s.first || pfn >= s.first + s.count) continue;
      s.fill(pfn - s.first, into);
      return true;
    }
    return false;
  }

  /** Grows the main run to at least `frames` pages; from now on it does not grow. */
  seal(frames: number): void {
    const main = this.#areas.get('main')!;
    if (main.grows) main.run.count = Math.max(main.run.count, frames);
    main.grows = false;
  }

  runs(): Run[] {
    return [...this.#areas.values()].map((a) => a.run).sort((a, b) => a.base - b.base);
  }

  used(name: AreaName): number {
    const area = this.#areas.get(name)!;
    return area.next - area.run.base;
  }
}
