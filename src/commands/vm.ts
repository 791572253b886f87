import { processesOf } from '../analysis/processes-of.ts';
import { virtualMemoryOf } from '../analysis/virtual-memory-of.ts';
import { defineCommand } from './command.ts';
import { vmJson, vmTable } from './vm-table.ts';
import { type VmResult, vmLines } from './vm-text.ts';

export const vmCommand = defineCommand<VmResult>({
  name: '!vm',
  summary: 'Virtual memory: pools, commit, page files, sessions',
  parameters: [{ name: 'Flags', kind: 'flags', optional: true, meaning: 'what to show' }],
  flags: [
    { bit: 1, meaning: 'leave the list of processes out' },
    { bit: 2, meaning: 'accepted; thread stacks of the memory manager are not shown' },
    { bit: 4, meaning: 'show memory use by session' },
    { bit: 8, meaning: 'accepted; the page file write log is not shown' },
    { bit: 0x10, meaning: 'accepted; working set owners are not shown' },
    { bit: 0x100, meaning: 'why pool allocations failed, as the kernel counts it (ours)' },
  ],
  example: '!vm 5',
  differs: 'Flag 100 is ours. Thresholds of the warning lines are our own: nonpaged 80 %, paged 90 %.',
  run(session, args) {
    const flags = args.number('Flags') ?? 0;
    const list = processesOf(session);
    return {
      memory: virtualMemoryOf(session),
      processes: (flags & 1) !== 0 ? undefined : list.processes,
      showSessions: (flags & 4) !== 0,
      showReasons: (flags & 0x100) !== 0,
      broken: list.end.why,
    };
  },
  text: vmLines,
  json: vmJson,
  table: vmTable,
});
