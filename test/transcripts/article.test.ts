import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/analysis/session.ts';
import { SymbolSource } from '../../src/analysis/symbol-source.ts';
import { answerLines, runCommandLine } from '../../src/commands/dispatch.ts';
import { compareStep, readTranscript, type TranscriptStep, tokens } from '../../src/regress/transcript.ts';
import { runTask } from '../../src/units/task.ts';
import { buildDump, type Scenario, symbolStore } from '../builder/build.ts';
import { ask, sessionOf } from '../fakes/session.ts';
import { withFolder } from '../fakes/symbol-folder.ts';

/**
 * Everything the support article types, as it is typed, one after the other in one session, over dumps
 * that state the article's numbers. Compared word by word, because the article's runs of blanks were lost.
 */

/** The article's machine stood in Japan. */
const ARTICLE_ZONE = 9 * 60;

/** What a debugger can only know from private symbols: prototypes and calling conventions. */
const PRIVATE = /\((?:_POOL_TYPE, unsigned long, unsigned long|<no parameter info>|CONV: \w+)\)/g;
/** The symbol above a listing of instructions, which the article left out. */
const HEADING = /^\S+[!+]\S+:$/;
/** The stack's row of user mode: a kernel dump has no user pages. */
const USER_ROW = /^0006fd44 .*$/gm;

const ENVIRONMENTS: readonly { file: string; scenario: Scenario }[] = [
  {
    file: 'environment1',
    scenario: { name: 'driver-paged-pool', scale: 0.002, kind: 'kernel', seedFigures: true },
  },
  {
    file: 'environment2',
    scenario: { name: 'process-thread-handles', scale: 0.0005, kind: 'kernel', seedFigures: true },
  },
];

function open(scenario: Scenario): Session {
  const built = buildDump(scenario);
  return withFolder(symbolStore(built.truth), (path) => {
    const session = sessionOf(built.bytes, { symbols: new SymbolSource({ path }) });
    // Reads every symbol file while the folder is there.
    ask(session, '!sym');
    return session;
  });
}

function answer(session: Session, command: string): string {
  const lines = answerLines(runTask(runCommandLine(session, command)), { timeZone: ARTICLE_ZONE });
  return [...lines]
    .filter((line) => !HEADING.test(line))
    .join('\n')
    .replaceAll(PRIVATE, '')
    .replaceAll(USER_ROW, '');
}

describe.each(ENVIRONMENTS)('$file', ({ file, scenario }) => {
  const text = readFileSync(join(import.meta.dirname, `${file}.windbg.txt`), 'utf8');
  const steps = readTranscript(text.replaceAll(PRIVATE, '').replaceAll(USER_ROW, ''));
  const session = open(scenario);

  test.each(steps.filter((step) => !step.command.startsWith('!poolfind')))('$command', (step) => {
    const difference = compareStep(step, answer(session, step.command));
    expect(difference && { expected: difference.expected, found: difference.found }).toBeUndefined();
  });

  // Which end of the pool comes first is the debugger's own affair: the rows are looked for in any order.
  test.each(steps.filter((step) => step.command.startsWith('!poolfind')))('$command', (step) => {
    const found = new Set(rows(tokens(answer(session, step.command))));
    expect(found.size).toBeGreaterThan(10);
    expect(rows(step.expected).filter((row) => !found.has(row))).toEqual([]);
  });
});

/** Words between the marks that start a row, as one text each. */
function rows(words: TranscriptStep['expected']): string[] {
  return words
    .filter((word) => word !== '...')
    .join(' ')
    .split(/ (?=\*|Scanning)/);
}
