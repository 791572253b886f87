import type { NamedFrame, NamedStack } from '../analysis/stacks-of.ts';
import type { ProcessMention, ThreadView } from '../analysis/thread-view.ts';
import { ThreadState, threadStateName, waitReasonName } from '../objects/thread-states.ts';
import type { Thread, ThreadPriorities } from '../objects/threads.ts';
import { IMPERSONATION_LEVELS } from '../objects/tokens.ts';
import type { WaitObject } from '../objects/wait-objects.ts';
import { hex, hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { elapsedText, ticksToMs, tickText } from '../units/time.ts';
import { known } from '../units/value.ts';

/** Stands where a word could not be read. */
const UNREAD = '????????';
/** Values start in this column. */
const LABEL_WIDTH = 26;
const VALUE_WIDTH = 15;

/** How much of a thread is shown. */
export interface ThreadTextOptions {
  /** Nothing after the first line, what the thread waits for, or everything. */
  readonly details: 'none' | 'waits' | 'all';
  /** Stack rows without arguments. */
  readonly withoutArguments?: boolean;
}

/** The lines of `!thread`. */
export function* threadLines(view: ThreadView, options: ThreadTextOptions): Iterable<string> {
  const { thread } = view;
  yield `THREAD ${hex8(thread.address)}  Cid ${id(thread.pid)}.${id(thread.tid)}  Teb: ${word(thread.teb)} Win32Thread: ${word(thread.win32Thread)} ${stateText(thread)}`;
  if (options.details === 'none') return;
  const counts = [counted('SuspendCount', thread.suspendCount), counted('FreezeCount', thread.freezeCount)];
  if (counts.some((text) => text !== '')) yield counts.filter((text) => text !== '').join(' ');
  for (const object of view.waitsFor) yield `    ${hex8(object.address)}  ${waitObjectText(object)}`;
  if (options.details === 'waits') return;
  yield* irpLines(view.irpList);
  yield impersonationText(view);
  yield `${label('DeviceMap')}${word(known(view.deviceMap))}`;
  yield* processLines(view);
  yield* timeLines(view);
  yield startText(view);
  yield stackText(thread);
  yield priorityText(thread.priorities);
  if (view.stack === undefined) return;
  yield* stackStartLine(view.stack);
  yield* stackLines(view.stack.frames, options);
  if (view.stack.frames.length === 0 && thread.stack.initial !== 0) yield view.stack.end;
}

function stateText(thread: Thread): string {
  const { state } = thread;
  if (state === ThreadState.running) {
    return `RUNNING${thread.processor === undefined ? '' : ` on processor ${hex(thread.processor)}`}`;
  }
  if (state !== ThreadState.wait) return threadStateName(state);
  const reason = thread.waitReason === undefined ? '?' : waitReasonName(thread.waitReason);
  const mode = thread.waitMode === undefined ? '?' : thread.waitMode === 0 ? 'KernelMode' : 'UserMode';
  const alertable = thread.alertable === undefined ? '?' : thread.alertable ? 'Alertable' : 'Non-Alertable';
  return `WAIT: (${reason}) ${mode} ${alertable}`;
}

function counted(name: string, count: number | undefined): string {
  return count ? `${name} ${hex(count)}` : '';
}

function waitObjectText({ typeName, owner, limit }: WaitObject): string {
  if (owner !== undefined) return `${typeName} - owning thread ${hex8(owner)}`;
  return limit === undefined ? typeName : `${typeName} Limit 0x${hex(limit)}`;
}

/** Type, size in bytes, flags and memory descriptor list of every request, as the debugger writes them. */
function* irpLines(list: ThreadView['irpList']): Iterable<string> {
  if (list === undefined || (list.irps.length === 0 && list.broken === undefined)) return;
  yield 'IRP List:';
  for (const { address, type, size, flags, mdl } of list.irps) {
    yield `    ${hex8(address)}: (${id(type)},${id(size)}) Flags: ${hex8(flags)}  Mdl: ${hex8(mdl)}`;
  }
  if (list.broken !== undefined) yield `    The list is broken: ${list.broken}.`;
}

function impersonationText({ impersonation }: ThreadView): string {
  if (impersonation === undefined) return 'Not impersonating';
  return `Impersonation token:  ${hex8(impersonation.token)} (Level ${IMPERSONATION_LEVELS[impersonation.level]})`;
}

function* processLines({ owner, attached }: ThreadView): Iterable<string> {
  yield `${label('Owning Process')}${mentionText(owner, UNREAD)}`;
  yield `${label('Attached Process')}${mentionText(attached, 'N/A')}`;
}

function mentionText(process: ProcessMention | undefined, missing: string): string {
  const address = process === undefined ? missing : hex8(process.address);
  const image = process === undefined ? missing : printable(process.image ?? UNREAD);
  return `${address.padEnd(VALUE_WIDTH)}${'Image:'.padEnd(VALUE_WIDTH)}${image}`;
}

function* timeLines({ thread, ticks, increment }: ThreadView): Iterable<string> {
  const tick = known(increment);
  const since =
    ticks === undefined ? UNREAD : `${ticks}${tick === undefined ? '' : ` (${tickText(ticks, tick)})`}`;
  yield `${label('Wait Start TickCount')}${decimal(thread.waitTime).padEnd(VALUE_WIDTH)}Ticks: ${since}`;
  yield `${label('Context Switch Count')}${decimal(thread.contextSwitches)}`;
  yield `${label('UserTime')}${ticksText(thread.userTime, tick)}`;
  yield `${label('KernelTime')}${ticksText(thread.kernelTime, tick)}`;
  if ('value' in increment && !increment.complete) yield 'Times assume 15.625 ms a tick.';
}

/** A duration in ticks as hours, minutes, seconds; absent parts as question marks. */
export function ticksText(ticks: number | undefined, tick: number | undefined): string {
  return ticks === undefined || tick === undefined ? UNREAD : elapsedText(ticksToMs(ticks, tick));
}

function startText({ start }: ThreadView): string {
  if (start === undefined) return `Start Address ${UNREAD}`;
  const name = start.isWin32 ? 'Win32 Start Address' : 'Start Address';
  const address = `0x${hex8(start.address)}`;
  return start.symbol === undefined
    ? `${name} ${address}`
    : `${name} ${printable(start.symbol)} (${address})`;
}

function stackText({ stack }: Thread): string {
  const plain = (value: number | undefined) => (value === undefined ? UNREAD : hex(value));
  return `Stack Init ${plain(stack.initial)} Current ${word(stack.current)} Base ${word(stack.base)} Limit ${word(stack.limit)} Call ${plain(stack.callback)}`;
}

function priorityText(priorities: ThreadPriorities): string {
  const { unusualBoost, foregroundBoost, decrement, io, page } = priorities;
  const boosts =
    unusualBoost === undefined
      ? [`PriorityDecrement ${decimal(decrement)}`]
      : [`UnusualBoost ${unusualBoost}`, `ForegroundBoost ${decimal(foregroundBoost)}`];
  const extra = [
    ...(io === undefined ? [] : [`IoPriority ${io}`]),
    ...(page === undefined ? [] : [`PagePriority ${page}`]),
  ];
  return [
    `Priority ${decimal(priorities.priority)}`,
    `BasePriority ${decimal(priorities.base)}`,
    ...boosts,
    ...extra,
  ].join(' ');
}

/** Which columns a stack is shown with. */
export interface StackTextOptions {
  readonly withoutArguments?: boolean;
  readonly withoutNotes?: boolean;
  /** A number before each row, hexadecimal. */
  readonly withNumbers?: boolean;
}

/** What is to be known about where the rows of a stack begin; nothing when that is the usual place. */
export function* stackStartLine({ start }: NamedStack): Iterable<string> {
  if (start !== undefined) yield `${start[0].toUpperCase()}${start.slice(1)}.`;
}

/** The rows of a stack under their heading; none for an empty one. */
export function* stackLines(frames: readonly NamedFrame[], options: StackTextOptions): Iterable<string> {
  if (frames.length === 0) return;
  const heading = options.withoutArguments ? 'ChildEBP RetAddr' : 'ChildEBP RetAddr  Args to Child';
  yield options.withNumbers ? ` # ${heading}` : heading;
  for (const [i, frame] of frames.entries()) {
    const shown = options.withoutArguments ? [] : frame.words;
    const columns = [frame.framePointer, frame.returnAddress, ...shown].map(word).join(' ');
    const number = options.withNumbers ? `${hex(i).padStart(2, '0')} ` : '';
    yield `${number}${columns} ${printable(frame.symbol)}${options.withoutNotes ? '' : frameNote(frame)}`;
  }
}

/**
 * What is known of the function's frame, in the debugger's notation, sizes in words; then how the
 * frame was found where that is less than certain.
 */
function frameNote({ fpo, trapFrame, foundBy, notFollowed }: NamedFrame): string {
  const doubts = [
    ...(foundBy === 'scan' && trapFrame === undefined && fpo === undefined
      ? ['found by scanning the stack']
      : []),
    ...(notFollowed === undefined ? [] : [`frame data not followed: ${printable(notFollowed)}`]),
  ];
  return [sizesText(fpo, trapFrame), ...doubts]
    .filter((text) => text !== '')
    .map((text) => ` (${text})`)
    .join('');
}

function sizesText(fpo: NamedFrame['fpo'], trapFrame: number | undefined): string {
  const sizes = fpo === undefined ? '' : `${fpo.parameterBytes >>> 2},${fpo.localBytes >>> 2}`;
  if (trapFrame !== undefined) {
    const numbers = fpo === undefined ? '' : `FPO: [${sizes}] `;
    return `${numbers}TrapFrame @ ${hex8(trapFrame)}`;
  }
  if (fpo === undefined) return '';
  if (fpo.frame === 'non-fpo') return 'FPO: [Non-Fpo]';
  const usesEbp = fpo.usesBp ? '[Uses EBP] ' : '';
  return `FPO: ${usesEbp}[${sizes},${fpo.savedRegisters}]`;
}

function label(text: string): string {
  return text.padEnd(LABEL_WIDTH);
}

function id(value: number): string {
  return hex(value).padStart(4, '0');
}

function word(value: number | undefined): string {
  return value === undefined ? UNREAD : hex8(value);
}

function decimal(value: number | undefined): string {
  return value === undefined ? UNREAD : String(value);
}
