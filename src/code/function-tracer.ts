import type * as Iced from 'iced-x86';
import { addVa, type Rva, type VirtualAddress } from '../units/address.ts';
import type { Callee, CalleeFinder } from './callee-finder.ts';
import { type CodeDecoder, iced, MAX_INSTRUCTION, withCode } from './iced.ts';
import { kindOf } from './instruction-kinds.ts';
import { step } from './instruction-step.ts';
import { MachineState } from './machine-state.ts';
import type { ModuleCode } from './module-code.ts';
import { type TracedCall, tracedCall } from './traced-call.ts';

/** A switch with more cases is followed no further. */
const MAX_CASES = 1024;

/** A stretch of one module's code to follow, as RVAs. */
export interface TraceRange {
  readonly start: Rva;
  readonly end: Rva;
  /** A function is known to start at `start`. */
  readonly isFunction: boolean;
  /** Ascending RVAs where an instruction must start, whatever lies in front of it. */
  readonly anchors: readonly Rva[];
}

export interface Trace {
  readonly calls: readonly TracedCall[];
  /** Jumps to lower addresses. */
  readonly backEdges: readonly BackEdge[];
}

export interface BackEdge {
  readonly from: VirtualAddress;
  readonly to: VirtualAddress;
}

/** Passes over one stretch: what loops bring back is known after one, code behind jumps after two. */
const MAX_PASSES = 3;

/**
 * Follows a stretch of code in the order of addresses, joining what is known where ways meet. When
 * it has loops, again with what they bring back to their heads.
 */
export function traceRange(code: ModuleCode, range: TraceRange, callees: CalleeFinder): Trace {
  const bytes = code.bytes.subarray(range.start, Math.min(range.end + MAX_INSTRUCTION, code.bytes.length));
  return withCode(bytes, addVa(code.base, range.start), (decoder) => {
    let pass = new Pass(decoder, code, range, callees, undefined);
    pass.run();
    for (let count = 1; count < MAX_PASSES && (pass.loopStates.size > 0 || pass.hasDeadCode); count++) {
      const wasLast = !pass.hasDeadCode;
      pass = new Pass(decoder, code, range, callees, pass.loopStates);
      pass.run();
      if (wasLast) break;
    }
    return pass;
  });
}

class Pass implements Trace {
  readonly calls: TracedCall[] = [];
  readonly backEdges: BackEdge[] = [];
  /** What each backward jump brings to the place it leads to. */
  readonly loopStates = new Map<VirtualAddress, MachineState>();
  /** States that forward jumps carry to places not reached yet. */
  readonly #waiting = new Map<VirtualAddress, MachineState>();
  /** State at the last jump through a table that cannot be read: any code behind may be a case. */
  #switchState: MachineState | undefined;
  /** Tables of switches that lie between the code: start and end. */
  readonly #tables = new Map<VirtualAddress, VirtualAddress>();
  #state: MachineState | undefined;
  #functionStart: VirtualAddress | undefined;
  #nextAnchor = 0;
  /** The last instruction that ended the flow was a jump. */
  #afterJump = false;
  /** Code behind a jump that no way is known to yet: decoded, but nothing is concluded from it. */
  #isDead = false;
  hasDeadCode = false;

  constructor(
    readonly decoder: CodeDecoder,
    readonly code: ModuleCode,
    readonly range: TraceRange,
    readonly callees: CalleeFinder,
    /** What the pass before found loops to bring back; undefined in the first pass. */
    readonly loops: ReadonlyMap<VirtualAddress, MachineState> | undefined,
  ) {
    this.#state = range.isFunction ? MachineState.atEntry() : MachineState.unknown();
    this.#functionStart = range.isFunction ? decoder.base : undefined;
  }

  run(): void {
    const length = this.range.end - this.range.start;
    for (let offset = 0; offset < length; ) {
      const va = addVa(this.decoder.base, offset);
      this.#enter(va);
      if (this.#state === undefined) {
        const skipped = this.#padding(va, offset);
        if (skipped > 0) {
          offset += skipped;
          continue;
        }
      }
      this.#state ??= this.#unreached(va);
      if (!this.decoder.decode(offset)) break;
      const { instruction } = this.decoder;
      const anchor = this.#anchorInside(offset, offset + instruction.length);
      if (anchor !== undefined) {
        offset = anchor;
        this.#state = MachineState.unknown();
        this.#isDead = false;
        this.#functionStart = undefined;
      } else if (instruction.isInvalid) {
        offset++;
        this.#state = undefined;
      } else {
        offset += instruction.length;
        this.#follow(instruction, this.#state, offset);
      }
    }
  }

  /** Bytes at an unreached place that are padding or the table of a switch. */
  #padding(va: VirtualAddress, offset: number): number {
    const tableEnd = this.#tables.get(va);
    if (tableEnd !== undefined) return tableEnd - va;
    const byte = this.decoder.bytes[offset];
    return byte === 0xcc || byte === 0x90 ? 1 : 0;
  }

  /** Joins the states of all known ways to `va`. */
  #enter(va: VirtualAddress): void {
    for (const other of [this.#waiting.get(va), this.loops?.get(va)]) {
      if (other === undefined) continue;
      if (this.#state === undefined || this.#isDead) this.#state = other.clone();
      else this.#state.mergeWith(other);
      this.#isDead = false;
    }
  }

  /** State of code that no known way leads to: a case of a switch, or the next function. */
  #unreached(va: VirtualAddress): MachineState {
    if (this.#switchState !== undefined) {
      this.#isDead = false;
      return this.#switchState.clone();
    }
    if (this.loops === undefined && this.#afterJump) {
      // The body of a loop that is entered at its end, perhaps: the way in comes from below.
      this.#isDead = true;
      this.hasDeadCode = true;
      return MachineState.unknown();
    }
    this.#isDead = false;
    this.#functionStart = va;
    return MachineState.atEntry();
  }

  /** Offset of an anchor inside an instruction that starts in front of it: the decoding is off. */
  #anchorInside(start: number, end: number): number | undefined {
    const { anchors } = this.range;
    const base = this.range.start;
    while (this.#nextAnchor < anchors.length && anchors[this.#nextAnchor] - base <= start) this.#nextAnchor++;
    const next = anchors[this.#nextAnchor] - base;
    return next > start && next < end ? next : undefined;
  }

  #follow(instruction: Iced.Instruction, state: MachineState, next: number): void {
    const kind = kindOf(instruction);
    switch (kind) {
      case 'call':
        this.#call(instruction, state, next);
        break;
      case 'jump':
        this.#jump(instruction, state);
        break;
      case 'branch':
        this.#branch(instruction, state);
        break;
      case 'return':
      case 'stop':
        this.#end(false);
        break;
      default:
        step(instruction, kind, state);
    }
  }

  #call(instruction: Iced.Instruction, state: MachineState, next: number): void {
    const callee = this.callees.find(instruction, state);
    if (callee.allocator !== undefined) this.#record(instruction, state, callee, false);
    const popped = this.callees.popped(callee);
    state.clobberVolatile();
    if (popped !== undefined) {
      state.drop(popped / 4);
    } else if (!this.#takesArgumentsBack(next)) {
      state.drop(state.fresh);
      state.doubtfulTo = state.top;
    }
    state.fresh = 0;
  }

  /** `add esp,n` or `pop ecx` follows: the callee left its arguments on the stack. */
  #takesArgumentsBack(offset: number): boolean {
    const { bytes } = this.decoder;
    if (bytes[offset] === 0x59) return true;
    return (bytes[offset] === 0x83 || bytes[offset] === 0x81) && bytes[offset + 1] === 0xc4;
  }

  #end(isJump: boolean): void {
    this.#state = undefined;
    this.#afterJump = isJump;
  }

  /** Behind a jump nothing is reached but by another way. */
  #jump(instruction: Iced.Instruction, state: MachineState): void {
    const { OpKind, Register } = iced();
    this.#end(true);
    if (instruction.op0Kind === OpKind.NearBranch32) {
      if (this.#carry(instruction.nearBranch32 >>> 0, instruction.ip32 >>> 0, state)) return;
    } else if (instruction.op0Kind === OpKind.Memory && instruction.memoryIndex !== Register.None) {
      this.#switchCases(instruction, state);
      return;
    }
    const callee = this.callees.find(instruction, state);
    if (callee.allocator !== undefined) this.#record(instruction, state, callee, true);
  }

  /** `jmp dword ptr table[reg*4]`: the state goes on in every case that the table names. */
  #switchCases(instruction: Iced.Instruction, state: MachineState): void {
    const { base } = this.decoder;
    const table = Number(BigInt.asUintN(32, instruction.memoryDisplacement));
    const end = base + (this.range.end - this.range.start);
    state.fresh = 0;
    let at = table;
    for (let count = 0; count < MAX_CASES; count++, at += 4) {
      const rva = at - this.code.base;
      if (rva < 0 || rva + 4 > this.code.bytes.length || !this.code.isPresent(rva)) break;
      const target = this.code.u32(rva);
      if (target < base || target >= end) break;
      this.#carryTo(target, state, target > instruction.ip32 >>> 0 ? this.#waiting : this.loopStates);
    }
    if (at === table) this.#switchState = state.clone();
    else this.#tables.set(table, at);
  }

  #branch(instruction: Iced.Instruction, state: MachineState): void {
    state.fresh = 0;
    this.#carry(instruction.nearBranch32 >>> 0, instruction.ip32 >>> 0, state);
  }

  /** Brings the state to a jump's target; false when that lies outside the stretch. */
  #carry(target: VirtualAddress, from: VirtualAddress, state: MachineState): boolean {
    const { base } = this.decoder;
    if (target < base || target >= base + (this.range.end - this.range.start)) return false;
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

  #record(instruction: Iced.Instruction, state: MachineState, callee: Callee, isTail: boolean): void {
    if (this.#isDead) return;
    const at = instruction.ip32 >>> 0;
    const call = tracedCall(at, callee, state, isTail, this.#functionStart);
    if (call !== undefined) this.calls.push(call);
  }
}
