import type { Session } from '../analysis/session.ts';
import { crashProcessor } from '../kernel/crash-processor.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { CommandError, defineCommand } from './command.ts';
import { columnsOf } from './table.ts';

export interface ProcessorRow {
  readonly number: number;
  readonly prcb: VirtualAddress;
  readonly currentThread?: VirtualAddress;
  readonly isIdle: boolean;
  readonly isCurrent: boolean;
  readonly crashed: boolean;
}

function processorRows(session: Session): ProcessorRow[] {
  const { kernel, current } = session;
  const crashed = crashProcessor(kernel);
  return kernel.processors.map(({ number, prcb, currentThread, idleThread }) => ({
    number,
    prcb,
    currentThread,
    isIdle: currentThread !== undefined && currentThread === idleThread,
    isCurrent: number === current.processor,
    crashed: number === crashed,
  }));
}

export const processorCommand = defineCommand<{ readonly processors: readonly ProcessorRow[] }>({
  name: '~',
  pattern: /^~(?:\*|\d*s?)$/,
  summary: 'Processors; ~1s stands on processor 1',
  parameters: [],
  example: '~0s',
  differs: 'Alone it lists the processors and the thread each ran.',
  run(session, args) {
    const number = /\d+/.exec(args.typed)?.[0];
    if (number === undefined) return { processors: processorRows(session) };
    const wanted = Number.parseInt(number, 10);
    if (!session.kernel.processors.some((one) => one.number === wanted))
      throw new CommandError(`${wanted} is not a processor of this dump`);
    session.current.switchProcessor(wanted);
    return { processors: [] };
  },
  *text({ processors }) {
    for (const one of processors) {
      const mark = one.isCurrent ? '.' : ' ';
      const thread = one.currentThread === undefined ? '????????' : hex8(one.currentThread);
      const notes = [...(one.isIdle ? ['idle'] : []), ...(one.crashed ? ['crashed'] : [])];
      const note = notes.length === 0 ? '' : `  (${notes.join(', ')})`;
      yield `${mark} ${one.number}  Prcb: ${hex8(one.prcb)}  Thread: ${thread}${note}`;
    }
  },
  json: ({ processors }) => ({
    processors: processors.map((one) => ({
      ...one,
      prcb: hex8(one.prcb),
      currentThread: one.currentThread === undefined ? null : hex8(one.currentThread),
    })),
  }),
  table: ({ processors }) => ({
    columns: columnsOf('number:number prcb:hex thread:hex idle:boolean current:boolean crashed:boolean'),
    *rows() {
      for (const { number, prcb, currentThread = null, isIdle, isCurrent, crashed } of processors)
        yield [number, prcb, currentThread, isIdle, isCurrent, crashed];
    },
  }),
});
