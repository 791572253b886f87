import { newPageCursor, type PhysicalMemory } from '../dump/physical-memory.ts';
import type { AddressSpace } from '../memory/address-space.ts';
import { PageState } from '../memory/page-state.ts';
import { PAGE_SIZE, type Pfn, SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import { COVERED, systemPage } from './covered-pages.ts';
import { Claim } from './page-claims.ts';
import type { PageOwners } from './page-owner.ts';
import { PageQueue } from './page-queue.ts';
import type { PageInput, PageWalker } from './page-walker.ts';
import { PAGE_TRANSITION, PoolKind } from './pool-columns.ts';
import type { PoolRules } from './pool-rules.ts';
import { NO_POOL, PageCount, UnitCounts } from './unit-counts.ts';
import { UnitEvidence } from './unit-evidence.ts';

/** Bytes that are labelled as one: what one page directory entry maps with PAE. */
export const UNIT_SIZE = 0x200000;
const UNIT_PAGES = UNIT_SIZE / PAGE_SIZE;

/** What to do with pages that nobody claims. */
type Mode = 'probe' | 'recover' | 'skip';

export interface SweepInput {
  readonly space: AddressSpace;
  readonly physical: PhysicalMemory;
  readonly walker: PageWalker;
  readonly rules: PoolRules;
  /** Use of each page by big allocations (`CoveredPages.used`). */
  readonly covered: Uint16Array;
  /** A Claim for each system page. */
  readonly claims: Uint8Array;
  readonly owners: PageOwners;
  /** Position in the list of sessions plus one; 0 for the system's pools. */
  readonly session: number;
}

/**
 * Goes through the pages of one address space, unit by unit, and appends the blocks it finds. Pages
 * that the kernel names as pool are taken with what damage they have. Others must tile without a
 * flaw; then all pages of the unit together decide whether it is pool, and if it is, what was
 * passed over is looked at again.
 */
export class PoolSweep {
  readonly counts = new UnitCounts();
  private readonly evidence: UnitEvidence;
  private readonly cursor = newPageCursor();
  private readonly queue = new PageQueue(UNIT_PAGES);
  private mode: Mode = 'probe';
  private unit = 0;
  private claimed: Claim = Claim.none;
  /** The one page object there is. */
  private readonly page: { -readonly [K in keyof PageInput]: PageInput[K] };

  constructor(private readonly input: SweepInput) {
    this.evidence = new UnitEvidence(input.owners);
    const { words, index } = this.cursor;
    this.page = { words, index, va: 0, session: input.session, used: 0 };
  }

  /** Walks the pages of the unit that starts at `start`. */
  sweepUnit(start: VirtualAddress): void {
    const { walker } = this.input;
    const { columns } = walker;
    const { pageCount, blockCount } = columns;
    const numDamage = walker.damage.length;
    const { numDamaged } = walker;
    this.scan(start, 'probe');
    const again = this.secondLook();
    if (again !== undefined) {
      columns.rollBack(pageCount, blockCount);
      walker.damage.length = numDamage;
      walker.numDamaged = numDamaged;
      this.scan(start, again);
    }
    this.label(pageCount, again !== 'skip');
  }

  private secondLook(): Mode | undefined {
    const { evidence } = this;
    if (evidence.whole === 0) return undefined;
    if (!evidence.isPool()) return 'skip';
    return evidence.doubtful > 0 ? 'recover' : undefined;
  }

  private scan(start: VirtualAddress, mode: Mode): void {
    this.mode = mode;
    this.unit = (start - SYSTEM_START) / UNIT_SIZE;
    if (mode === 'probe') this.evidence.reset();
    this.claimed = Claim.none;
    this.counts.clear(this.unit);
    this.queue.length = 0;
    let visited = false;
    this.input.space.scanPages(start, start + UNIT_SIZE, (va, state, pfn) => {
      visited = true;
      this.visit(va, state, pfn);
    });
    if (visited) this.takeQueue();
    else this.countMissingTable(start);
  }

  private takeQueue(): void {
    const { queue } = this;
    const { columns } = this.input.walker;
    let last = columns.blockCount;
    for (let i = 0; i < queue.length; i++) {
      const first = columns.blockCount;
      queue.touch(i + 1, columns.offset, last, first);
      this.takePage(i);
      last = first;
    }
    queue.words.length = 0;
  }

  private visit(va: VirtualAddress, state: PageState, pfn: Pfn): void {
    const claim = this.input.claims[systemPage(va)] as Claim;
    if (claim >= Claim.session || (claim === Claim.none && this.mode === 'skip')) return;
    if (claim !== Claim.none) this.claimed = claim;
    if (state > PageState.readableLimit) {
      this.countAbsent(va, unreadable(state));
    } else if (claim === Claim.special) {
      this.counts.add(this.unit, PageCount.special);
    } else if (!this.input.physical.page(pfn, this.cursor)) {
      this.countAbsent(va, PageCount.notInDump);
    } else {
      this.queue.add(va, state, pfn, this.cursor);
    }
  }

  /** A page that cannot be read; what is missing of a big allocation is no missing block. */
  private countAbsent(va: VirtualAddress, why: PageCount): void {
    const isBig = this.input.covered[systemPage(va)] === COVERED;
    this.counts.add(this.unit, isBig ? PageCount.bigAbsent : why);
  }

  private takePage(i: number): void {
    const { queue, evidence, page } = this;
    const { walker, covered, claims, session } = this.input;
    const va = queue.va[i];
    const state = queue.state[i];
    const claim = claims[systemPage(va)] as Claim;
    const { columns } = walker;
    const probing = claim === Claim.none && this.mode === 'probe';
    const first = columns.blockCount;
    page.words = queue.words[i];
    page.index = queue.index[i];
    page.va = va;
    page.used = covered[systemPage(va)];
    const what = walker.take(page, probing);
    this.counts.add(this.unit, what);
    if (state === PageState.transition) this.counts.add(this.unit, PageCount.transition);
    if (probing) {
      if (what === PageCount.blocks) evidence.addWhole(va, queue.pfn[i], walker.numUsed, walker.numPaged);
      else if (what === PageCount.other) evidence.doubtful++;
    }
    if (columns.blockCount === first) return;
    const at = columns.pageCount++;
    columns.pageVa[at] = va;
    columns.pageFirst[at] = first;
    columns.pageSession[at] = session;
    columns.pageFlags[at] = walker.flags | (state === PageState.transition ? PAGE_TRANSITION : 0);
    columns.pageKind[at] = claim === Claim.none ? this.kindByPage() : kindOf(claim);
  }

  /** Where kinds are not laid out in units, a page's own blocks say. */
  private kindByPage(): PoolKind {
    const { walker, rules } = this.input;
    if (!rules.kindByPage || walker.numUsed === 0) return PoolKind.unknown;
    return walker.numPaged * 2 > walker.numUsed ? PoolKind.paged : PoolKind.nonpaged;
  }

  /** Gives the unit and its pages their kind. */
  private label(firstPage: number, isPool: boolean): void {
    const { session, walker } = this.input;
    const { pageKind, pageCount } = walker.columns;
    const kind = session > 0 ? PoolKind.session : this.evidence.kind();
    for (let page = firstPage; page < pageCount; page++) {
      if (session > 0 || pageKind[page] === PoolKind.unknown) pageKind[page] = kind;
    }
    const { counts, unit, evidence } = this;
    if (this.claimed !== Claim.none) counts.kind[unit] = kindOf(this.claimed);
    else counts.kind[unit] = isPool && evidence.whole > 0 ? kind : NO_POOL;
  }

  /** A unit without a page table: all its pages share the directory entry's state. */
  private countMissingTable(start: VirtualAddress): void {
    const claim = this.input.claims[systemPage(start)] as Claim;
    const { state } = this.input.space.frame(start);
    if (claim >= Claim.session || state === PageState.notMapped || state <= PageState.readableLimit) return;
    this.claimed = claim;
    for (let page = 0; page < UNIT_PAGES; page++)
      this.countAbsent(start + page * PAGE_SIZE, unreadable(state));
  }
}

function kindOf(claim: Claim): PoolKind {
  return (claim - Claim.nonpaged) as PoolKind;
}

function unreadable(state: PageState): PageCount {
  if (state === PageState.tableNotInDump || state === PageState.pageNotInDump) return PageCount.notInDump;
  return state === PageState.demandZero ? PageCount.demandZero : PageCount.pagedOut;
}
