import type { VirtualAddress } from '../units/address.ts';
import type { Callee, CalleeFinder } from './callee-finder.ts';
import { KIND } from './instruction-kinds.ts';
import { step } from './instruction-step.ts';
import { FORM, InstructionTable, type Stretch } from './instruction-table.ts';
import { MachineState } from './machine-state.ts';
import type { ModuleCode } from './module-code.ts';
import { type TracedCall, tracedCall } from './traced-call.ts';

/** A stretch of code to follow. */
export interface TraceRange extends Stretch {
  /** A function is known to start at its start. */
  readonly isFunction: boolean;
}

export interface BackEdge {
  readonly from: VirtualAddress;
  readonly to: VirtualAddress;
}

export interface Trace {
  readonly calls: readonly TracedCall[];
  /** Jumps to lower addresses. */
  readonly backEdges: readonly BackEdge[];
}

/** Passes over one stretch: what loops bring back is known after one, code behind jumps after two. */
const MAX_PASSES = 3;

/** Follows stretches of code, one after the other. */
export class FunctionTracer {
  readonly #table = new InstructionTable();

  constructor(readonly callees: CalleeFinder) {}

  /**
   * Follows a stretch in the order of addresses, joining what is known where ways meet. When it has
   * loops, again with what they bring back to their heads.
   */
  trace(code: ModuleCode, range: TraceRange): Trace {
    this.#table.fill(code, range);
    const lastAnchor = lastCall(code, range) - range.start;
    let pass = new Pass(this.#table, range.isFunction, this.callees, undefined);
    pass.run(lastAnchor);
    if (pass.needsAnother()) {
      // Now what lies behind the last call matters too: loops bring it back.
      pass = new Pass(this.#table, range.isFunction, this.callees, undefined);
      pass.run(range.end);
    }
    for (let count = 1; count < MAX_PASSES && pass.needsAnother(); count++) {
      pass = new Pass(this.#table, range.isFunction, this.callees, pass.loopStates);
      pass.run(range.end);
    }
    return { calls: pass.calls, backEdges: pass.backEdges };
  }
}

/** The last anchor, when all of them are calls and jumps; a load may be used anywhere behind it. */
function lastCall({ bytes }: ModuleCode, { anchors, end }: TraceRange): number {
  const isTransfer = (rva: number) => bytes[rva] === 0xe8 || bytes[rva] === 0xe9 || bytes[rva] === 0xff;
  return anchors.length > 0 && anchors.every(isTransfer) ? anchors[anchors.length - 1] : end;
}

class Pass {
  readonly calls: TracedCall[] = [];
  readonly backEdges: BackEdge[] = [];
  /** What each backward jump brings to the place it leads to. */
  readonly loopStates = new Map<VirtualAddress, MachineState>();
  /** Calls of allocators were met in code that no way is known to yet. */
  #hasDeadCalls = false;
  /** States that forward jumps carry to places not reached yet. */
  readonly #waiting = new Map<VirtualAddress, MachineState>();
  /** State at the last jump through a table that cannot be read: any code behind may be a case. */
  #switchState: MachineState | undefined;
  #state: MachineState | undefined;
  #functionStart: VirtualAddress | undefined;
  /** The last instruction that ended the flow was a jump. */
  #afterJump = false;
  #isDead = false;

  constructor(
    readonly table: InstructionTable,
    readonly isFunction: boolean,
    readonly callees: CalleeFinder,
    /** What the pass before found loops to bring back; undefined in the first pass. */
    readonly loops: ReadonlyMap<VirtualAddress, MachineState> | undefined,
  ) {
    this.#state = isFunction ? MachineState.atEntry() : MachineState.unknown();
    this.#functionStart = isFunction ? table.base : undefined;
  }

  /** Goes over the stretch; behind `last`, an offset, only to see which jumps lead back. */
  run(last: number): void {
    const { table } = this;
    for (let i = 0; i < table.count; i++) {
      if (table.start[i] > last) {
        this.#noteBackEdge(i);
        continue;
      }
      if (table.isResync[i] === 1) this.#resync();
      if (table.isTarget[table.start[i]] === 1) this.#enter(table.va(i));
      // Between functions a filler is no start of one.
      if (this.#state === undefined && table.kind[i] === KIND.filler) continue;
      this.#state ??= this.#unreached(table.va(i));
      this.#follow(i, this.#state);
    }
  }

  #noteBackEdge(i: number): void {
    const { table } = this;
    const kind = table.kind[i];
    if ((kind !== KIND.branch && kind !== KIND.jump) || table.form0[i] !== FORM.immediate) return;
    const from = table.va(i);
    const to = table.immediate[i];
    if (to < table.base || to > from) return;
    this.backEdges.push({ from, to });
    if (this.loops === undefined) this.loopStates.set(to, MachineState.unknown());
  }

  /**
   * What loops bring back, or ways found since, may matter to a call. It does not when everything
   * known of its arguments was put there after the last place where ways meet.
   */
  needsAnother(): boolean {
    if (this.#hasDeadCalls) return true;
    const isChanged =
      this.loops === undefined ? this.loopStates.size > 0 : this.loopStates.size > this.loops.size;
    return isChanged && !this.calls.every((call) => this.#isLocal(call));
  }

  #isLocal(call: TracedCall): boolean {
    if (call.way === 'register') return false;
    return [call.tag, call.size, call.poolType].every((value) => {
      if (value === undefined) return true;
      return value.kind === 'constant' && !this.#isMetBetween(value.at, call.at);
    });
  }

  /** Ways meet after `from` and not after `to`. */
  #isMetBetween(from: VirtualAddress, to: VirtualAddress): boolean {
    const { base, isTarget } = this.table;
    if (from < base || from > to) return true;
    for (let offset = from - base + 1; offset <= to - base; offset++) if (isTarget[offset] === 1) return true;
    return false;
  }

  #resync(): void {
    this.#state = MachineState.unknown();
    this.#isDead = false;
    this.#functionStart = undefined;
  }

  /** Joins the states of all known ways to `va`. */
  #enter(va: VirtualAddress): void {
    const waiting = this.#waiting.get(va);
    if (waiting !== undefined) {
      this.#join(waiting);
      this.#waiting.delete(va);
    }
    const loop = this.loops?.get(va);
    if (loop !== undefined) this.#join(loop.clone());
  }

  /** Joins a state, which may be taken over as it is when there is none. */
  #join(other: MachineState): void {
    if (this.#state === undefined || this.#isDead) this.#state = other;
    else this.#state.mergeWith(other);
    this.#isDead = false;
  }

  /** State of code that no known way leads to: a case of a switch, or the next function. */
  #unreached(va: VirtualAddress): MachineState {
    this.#isDead = false;
    if (this.#switchState !== undefined) return this.#switchState.clone();
    if (this.loops === undefined && this.#afterJump) {
      // The body of a loop that is entered at its end, perhaps: the way in comes from below.
      this.#isDead = true;
      return MachineState.unknown();
    }
    this.#functionStart = va;
    return MachineState.atEntry();
  }

  #follow(i: number, state: MachineState): void {
    switch (this.table.kind[i]) {
      case KIND.call:
        this.#call(i, state);
        break;
      case KIND.jump:
        this.#jump(i, state);
        break;
      case KIND.branch:
        state.fresh = 0;
        this.#carry(this.table.immediate[i], this.table.va(i), state);
        break;
      case KIND.return:
      case KIND.stop:
        this.#end(false);
        break;
      default:
        step(this.table, i, state);
    }
  }

  #call(i: number, state: MachineState): void {
    const callee = this.callees.find(this.table, i, state);
    if (callee.allocator !== undefined) this.#record(i, state, callee, false);
    else if (this.#isDead && this.table.form0[i] === FORM.register) this.#hasDeadCalls = true;
    const popped = this.callees.popped(callee);
    state.clobberVolatile();
    if (popped !== undefined) {
      state.drop(popped / 4);
    } else if (!this.#takesArgumentsBack(i + 1)) {
      state.drop(state.fresh);
      state.doubtfulTo = state.top;
    }
    state.fresh = 0;
  }

  /** `add esp,n` or `pop ecx` follows: the callee left its arguments on the stack. */
  #takesArgumentsBack(i: number): boolean {
    const { table } = this;
    if (i >= table.count || table.form0[i] !== FORM.register) return false;
    if (table.kind[i] === KIND.pop) return table.register0[i] === 1;
    return table.kind[i] === KIND.arithmetic && table.register0[i] === 4 && table.form1[i] === FORM.immediate;
  }

  #end(isJump: boolean): void {
    this.#state = undefined;
    this.#afterJump = isJump;
  }

  /** Behind a jump nothing is reached but by another way. */
  #jump(i: number, state: MachineState): void {
    const { table } = this;
    this.#end(true);
    const cases = table.switches.get(i);
    if (cases !== undefined) {
      this.#switchCases(cases, table.va(i), state);
    } else if (table.form0[i] !== FORM.immediate || !this.#carry(table.immediate[i], table.va(i), state)) {
      const callee = this.callees.find(table, i, state);
      if (callee.allocator !== undefined) this.#record(i, state, callee, true);
    }
  }

  #switchCases(cases: readonly VirtualAddress[], from: VirtualAddress, state: MachineState): void {
    state.fresh = 0;
    for (const target of cases) this.#carryTo(target, state, target > from ? this.#waiting : this.loopStates);
    if (cases.length === 0) this.#switchState = state.clone();
  }

  /** Brings the state to a jump's target; false when that lies outside the stretch. */
  #carry(target: VirtualAddress, from: VirtualAddress, state: MachineState): boolean {
    const { base, size } = this.table;
    if (target < base || target >= base + size) return false;
    if (target <= from) this.backEdges.push({ from, to: target });
    this.#carryTo(target, state, target > from ? this.#waiting : this.loopStates);
    return true;
  }

  #carryTo(target: VirtualAddress, state: MachineState, places: Map<VirtualAddress, MachineState>): void {
    if (this.#isDead) return;
    const known = places.get(target);
    if (known === undefined) places.set(target, state.clone());
    else known.mergeWith(state);
  }

  #record(i: number, state: MachineState, callee: Callee, isTail: boolean): void {
    if (this.#isDead) {
      this.#hasDeadCalls = true;
      return;
    }
    const isProven = this.isFunction && this.#functionStart === this.table.base && !state.isAssumed;
    const call = tracedCall(this.table.va(i), callee, state, isTail, this.#functionStart, !isProven);
    if (call !== undefined) this.calls.push(call);
  }
}
