import { type NamedStack, stackOf } from '../analysis/stacks-of.ts';
import { hex8 } from '../units/address.ts';
import { defineCommand } from './command.ts';
import { frameTable } from './frame-table.ts';
import { currentThread } from './process-argument.ts';
import { readThreadAt } from './thread-argument.ts';
import { stackLines, stackStartLine } from './thread-text.ts';

export interface StackResult extends NamedStack {
  /** Columns: `k` has neither arguments nor notes, `kb` arguments, `kv` both; n adds numbers. */
  readonly variant: string;
}

export const stackCommand = defineCommand<StackResult>({
  name: 'k',
  aliases: ['kb', 'kn', 'kp', 'kv'],
  pattern: /^k[bnpvl]+$/,
  summary: 'Stack of the thread the session stands on',
  parameters: [{ name: 'Frames', kind: 'number', optional: true, meaning: 'rows at most' }],
  example: 'kv',
  differs:
    'Calling conventions need private symbols and are not shown. p and L change nothing; letters go together: kvn.',
  run(session, args) {
    const { frames, start, end } = stackOf(session, readThreadAt(session, currentThread(session)));
    const shown = frames.slice(0, args.number('Frames') ?? frames.length);
    return { variant: args.typed, frames: shown, start, end };
  },
  *text({ frames, start, end, variant }) {
    yield* stackStartLine({ frames, start, end });
    if (frames.length === 0) yield `No stack: ${end}.`;
    yield* stackLines(frames, {
      withoutArguments: !/[bv]/.test(variant),
      withoutNotes: !variant.includes('v'),
      withNumbers: variant.includes('n'),
    });
  },
  json: ({ frames, start, end }) => ({
    start: start ?? null,
    frames: frames.map((frame) => ({
      framePointer: hex8(frame.framePointer),
      returnAddress: frame.returnAddress === undefined ? null : hex8(frame.returnAddress),
      instruction: hex8(frame.instruction),
      symbol: frame.symbol,
      foundBy: frame.foundBy,
      ...(frame.notFollowed !== undefined && { notFollowed: frame.notFollowed }),
    })),
    end,
  }),
  table: ({ frames }) => frameTable(frames),
});
