import { describe, expect, it } from 'vitest';
import { compareStep, readTranscript } from '../../src/regress/transcript.ts';

const TRANSCRIPT = `Prose before the first prompt.
1: kd> !vm 5
PagedPool Usage: 428544 ( 1714176 Kb) <<< a remark
PagedPool Maximum: 523264 ( 2093056 Kb)
kd> !poolfind Thre 0
*89bc1b48 size: 2d8
...
*82946000 size: 2e8
`;

describe('transcripts', () => {
  const [vm, find] = readTranscript(TRANSCRIPT);

  it('are split at prompts, remarks left out', () => {
    expect(vm.command).toBe('!vm 5');
    expect(vm.line).toBe(2);
    expect(vm.expected.join(' ')).toBe(
      'PagedPool Usage: 428544 ( 1714176 Kb ) PagedPool Maximum: 523264 ( 2093056 Kb )',
    );
  });

  it('ignore blanks and nothing else', () => {
    const answer = '\tPagedPool Usage:    428544 (1714176 Kb)\n\tPagedPool Maximum: 523264 (2093056 Kb)\n';
    expect(compareStep(vm, answer)).toBeUndefined();
    expect(compareStep(vm, answer.replace('523264', '523265'))).toMatchObject({
      expected: 'Kb ) PagedPool Maximum: 523264 ( 2093056 Kb',
      found: 'Kb ) PagedPool Maximum: 523265 ( 2093056 Kb',
    });
    expect(compareStep(vm, `${answer}more`)).toMatchObject({ found: 'more', expected: '(nothing)' });
  });

  it('let an ellipsis stand for anything', () => {
    expect(
      compareStep(find, '*89bc1b48 size: 2d8\n*1 size: 2\n*2 size: 3\n*82946000 size:  2e8\n'),
    ).toBeUndefined();
    expect(compareStep(find, '*89bc1b48 size: 2d8\n*82946000 size: 2e9\n')).toBeDefined();
  });
});
