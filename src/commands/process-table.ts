import type { ProcessView } from '../analysis/process-view.ts';
import type { ThreadView } from '../analysis/thread-view.ts';
import type { ProcessDetails } from '../objects/process-details.ts';
import { threadStateName, waitReasonName } from '../objects/thread-states.ts';
import { hex8 } from '../units/address.ts';
import { known } from '../units/value.ts';
import { LazyList } from './lazy-list.ts';
import { type Cell, columnsOf, type Table } from './table.ts';
import { threadJson } from './thread.ts';

export interface ProcessRow {
  readonly view: ProcessView;
  /** Its threads, read one by one while they are shown; undefined when they were not asked for. */
  readonly threads?: Iterable<ThreadView>;
  /** Why the list of its threads is not whole. */
  readonly broken?: string;
}

export interface ProcessResult {
  /** Name of an image that no process of the list has. */
  readonly unmatched?: string;
  readonly rows: readonly ProcessRow[];
  readonly flags: number;
  /** The whole list was asked for. */
  readonly all: boolean;
  /** Why the list of processes is not whole. */
  readonly broken?: string;
}

/** One process as JSON, with its threads when they were asked for. */
export function processJson({ view, threads, broken }: ProcessRow): object {
  const { process, details } = view;
  return {
    address: hex8(process.address),
    pid: process.pid,
    parentPid: process.parentPid,
    image: view.image,
    sessionId: view.sessionId === undefined ? null : (known(view.sessionId) ?? null),
    directoryBase: hex8(process.directoryBase),
    peb: hex8(process.peb),
    objectTable: hex8(process.objectTable),
    handleCount: known(view.handleCount) ?? null,
    commitPages: known(process.commitCharge) ?? null,
    exited: view.exited,
    user: view.user === undefined ? null : (known(view.user) ?? null),
    details: details === undefined ? null : detailsJson(details),
    ...(threads !== undefined && { threads: new LazyList(() => threadsJson(threads)) }),
    ...(broken !== undefined && { broken }),
  };
}

function detailsJson(details: ProcessDetails): object {
  const address = (value: number | undefined) => (value === undefined ? null : hex8(value));
  return {
    ...details,
    vadRoot: address(details.vadRoot),
    cloneRoot: address(details.cloneRoot),
    deviceMap: address(details.deviceMap),
    token: address(known(details.token)),
    debugPort: address(details.debugPort),
    job: address(details.job),
  };
}

function* threadsJson(threads: Iterable<ThreadView>): Iterable<object> {
  for (const view of threads) yield threadJson(view);
}

/** Processes as rows; their threads when those were asked for. */
export function processTable({ rows }: ProcessResult): Table {
  return rows.some(({ threads }) => threads !== undefined) ? threadTable(rows) : plainTable(rows);
}

function plainTable(rows: readonly ProcessRow[]): Table {
  return {
    columns: columnsOf(
      'process:hex pid:number parentPid:number session:number image handles:number commitPages:number',
    ),
    *rows() {
      for (const { view } of rows) {
        const { process, sessionId, image, handleCount } = view;
        const session = sessionId === undefined ? null : (known(sessionId) ?? null);
        const counts = [known(handleCount) ?? null, known(process.commitCharge) ?? null];
        yield [process.address, process.pid, process.parentPid, session, image, ...counts];
      }
    },
  };
}

function threadTable(rows: readonly ProcessRow[]): Table {
  return {
    columns: columnsOf(
      'process:hex pid:number image thread:hex tid:number state waitReason ticks:number start:hex startSymbol',
    ),
    *rows() {
      for (const { view, threads = [] } of rows) {
        const { process, image } = view;
        for (const one of threads) yield [process.address, process.pid, image, ...threadCells(one)];
      }
    },
  };
}

function threadCells({ thread, ticks, start }: ThreadView): Cell[] {
  return [
    thread.address,
    thread.tid,
    threadStateName(thread.state),
    thread.waitReason === undefined ? null : waitReasonName(thread.waitReason),
    ticks ?? null,
    start?.address ?? null,
    start?.symbol ?? null,
  ];
}
