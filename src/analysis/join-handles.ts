import { newPageCursor } from '../dump/physical-memory.ts';
import { Header, HeaderXp } from '../formats/generated/object-header-x86.layout.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { PageState } from '../memory/page-state.ts';
import type { HandleColumns } from '../objects/handle-columns.ts';
import { type HandleTable, readHandleTable } from '../objects/handle-table.ts';
import { visitHandles } from '../objects/handle-walk.ts';
import { NO_TYPE, type ObjectTypes } from '../objects/object-types.ts';
import type { Process } from '../objects/processes.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { type FoundObjects, ObjectState, Road } from './found-objects.ts';
import { HolderCounts } from './holder-counts.ts';

/** Objects outside pool blocks that are told apart; more of them in one process are counted once each. */
const MAX_STRAYS = 0x10000;

export interface HandleJoin {
  /** One for each process with a handle table that can be read. */
  readonly holders: readonly HolderCounts[];
  /** Processes whose table could not be read at all. */
  readonly unread: readonly Process[];
  /** Objects reached by handles that are in no pool block, by position of the type. */
  readonly strays: Uint32Array;
  readonly stopped: boolean;
}

/** Follows every handle of every process to its object. Marks the objects found in pool as held. */
export function* joinHandles(
  kernel: Kernel,
  types: ObjectTypes,
  objects: FoundObjects,
  processes: readonly Process[],
): Task<HandleJoin> {
  const joiner = new Joiner(kernel, types, objects);
  const unread: Process[] = [];
  let stopped = false;
  for (const process of processes) {
    const table = readHandleTable(kernel, process.objectTable);
    if (table === undefined) unread.push(process);
    else stopped = yield* joiner.join(process, table);
    if (stopped) break;
  }
  return { holders: joiner.holders, unread, strays: joiner.strays, stopped };
}

class Joiner {
  readonly holders: HolderCounts[] = [];
  readonly strays: Uint32Array;
  private readonly cursor = newPageCursor();
  private cursorPage = -1;
  /** Objects outside pool blocks, of the process at hand and of all. */
  private ownStrays = new Set<VirtualAddress>();
  private readonly allStrays = new Set<VirtualAddress>();

  constructor(
    private readonly kernel: Kernel,
    private readonly types: ObjectTypes,
    private readonly objects: FoundObjects,
  ) {
    this.strays = new Uint32Array(256);
  }

  /** True when it was stopped. */
  *join(process: Process, table: HandleTable): Task<boolean> {
    const counts = new HolderCounts(process, 256);
    this.holders.push(counts);
    this.ownStrays = new Set();
    const walk = yield* visitHandles(this.kernel, table, (handles) => this.joinRows(counts, handles));
    counts.tableRead = walk.complete;
    return walk.stopped;
  }

  private joinRows(counts: HolderCounts, columns: HandleColumns): void {
    const { objects } = this;
    const { slot: slots, state, stamp, roads } = objects;
    const mark = this.holders.length;
    for (let row = 0; row < columns.length; row++) {
      const found = objects.find(columns.object[row]);
      if (found < 0) {
        this.joinStray(counts, columns, row);
        continue;
      }
      const slot = slots[found];
      counts.handles[slot]++;
      roads[found] |= Road.handle;
      if (stamp[found] === mark) continue;
      stamp[found] = mark;
      counts.objects[slot]++;
      if ((state[found] & ObjectState.ended) !== 0) counts.ended[slot]++;
      counts.sample(slot, columns, row);
    }
  }

  /** An object that no pool block holds: in memory of its own, or in pool that cannot be walked. */
  private joinStray(counts: HolderCounts, columns: HandleColumns, row: number): void {
    const header = columns.object[row];
    const slot = this.slotAt(header);
    if (slot === NO_TYPE) {
      counts.unknown++;
      return;
    }
    counts.handles[slot]++;
    if (this.isNew(this.ownStrays, header)) {
      counts.objects[slot]++;
      counts.sample(slot, columns, row);
    }
    if (this.isNew(this.allStrays, header)) this.strays[slot]++;
  }

  private isNew(seen: Set<VirtualAddress>, header: VirtualAddress): boolean {
    if (seen.has(header)) return false;
    if (seen.size < MAX_STRAYS) seen.add(header);
    return true;
  }

  private slotAt(header: VirtualAddress): number {
    const page = header >>> 12;
    if ((header & 7) !== 0 || header < this.kernel.systemRangeStart) return NO_TYPE;
    if (page !== this.cursorPage) {
      this.cursorPage = -1;
      if (this.kernel.memory.page(header, this.cursor) > PageState.readableLimit) return NO_TYPE;
      this.cursorPage = page;
    }
    const { words, index } = this.cursor;
    const at = index + ((header & 0xfff) >>> 2);
    const offset = this.types.form === 'index' ? Header.typeIndex.offset : HeaderXp.type.offset;
    // A header that starts this close to the end of a page goes on in the next one.
    if ((header & 0xfff) + offset >= 0x1000) return this.slotAcross(header, offset);
    const word = words[at + (offset >>> 2)];
    return this.types.slotOf(header, this.types.form === 'index' ? word & 0xff : word);
  }

  private slotAcross(header: VirtualAddress, offset: number): number {
    const word = this.kernel.memory.u32(header + offset);
    if (word === undefined) return NO_TYPE;
    return this.types.slotOf(header, this.types.form === 'index' ? word & 0xff : word);
  }
}
