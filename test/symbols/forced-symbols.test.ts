import { beforeAll, expect, test } from 'vitest';
import { analysisOf } from '../../src/analysis/analysis-of.ts';
import type { Session } from '../../src/analysis/session.ts';
import { SymbolSource } from '../../src/analysis/symbol-source.ts';
import { runCommandLine } from '../../src/commands/dispatch.ts';
import { runTask } from '../../src/units/task.ts';
import { buildDump } from '../builder/build.ts';
import { ask, askJson, sessionOf } from '../fakes/session.ts';
import { withFolder } from '../fakes/symbol-folder.ts';
import { GUID, publicSymbol, writePdb } from './pdb-writer.ts';

const built = buildDump({ name: 'driver-paged-pool', scale: 0.0005, kind: 'kernel', lean: true });
const { base, symbols } = built.truth.kernel;

/** Another kernel's symbols: a variable of !vm, one that KDBG names too, and a function. */
const strange = writePdb({
  guid: GUID,
  age: 7,
  sections: [0x1000, symbols.MmAvailablePages - base],
  symbols: [
    publicSymbol('_MmSystemLockPagesCount', 2, 0),
    publicSymbol('_MmAvailablePages', 2, 0x40),
    publicSymbol('_KeMaximumIncrement', 2, 0x44),
    publicSymbol('_KiStrange@4', 1, 0x10, 2),
  ],
});

let session: Session;
let mark: string;

beforeAll(() => {
  session = withFolder(new Map([['ntkrpamp.pdb', strange]]), (path) =>
    sessionOf(built.bytes, { symbols: new SymbolSource({ path, force: true }) }),
  );
  const { codeView } = session.names.image(session.kernel.modules[0]);
  const wanted = 'value' in codeView ? `${codeView.value.guid}${codeView.value.age.toString(16)}` : '';
  mark = `*** In doubt: part of this rests on symbols that are not this module's: ntkrpamp.pdb ${GUID}7 (forced: the image wants ${wanted})`;
});

test('each number that forced symbols led to is marked, others are not', () => {
  const lines = ask(session, '!vm 1');
  expect(lines[0]).toBe(mark);
  const marked = lines.filter((line) => line.includes('(in doubt: forced symbols)'));
  expect(marked.map((line) => line.trim().split(':')[0])).toEqual(['Locked IO Pages']);
  const { memory } = askJson(session, '!vm 1') as {
    memory: Record<string, { value: number; source: string }>;
  };
  // The forced name leads to the counter of available pages.
  expect(memory.lockedIo).toEqual({ ...memory.available, source: 'forced-symbol' });
  expect(memory.available.source).toBe('kdbg');
});

test('a result that is kept keeps its mark', () => {
  expect(ask(session, '!vm 1')[0]).toBe(mark);
  expect(runTask(runCommandLine(session, '!vm 1')).forcedSymbols).toHaveLength(1);
});

test('what does not rest on them is not marked', () => {
  for (const line of ['.bugcheck', 'lm', '!process 0 0', '? 1+1', '!vm 1 | find Physical']) {
    const { forcedSymbols } = runTask(runCommandLine(session, line));
    expect(forcedSymbols).toHaveLength(line.startsWith('!vm') ? 1 : 0);
  }
});

test('names from forced symbols are marked, whatever filter is set', () => {
  expect(ask(session, `ln ${(base + 0x1014).toString(16)}`)).toEqual([
    mark,
    expect.stringContaining('nt!KiStrange+0x4'),
  ]);
  expect(ask(session, 'x nt!* | find KiStrange')).toEqual([mark, expect.stringContaining('nt!KiStrange')]);
});

test('the list of modules tells forced symbols from others', () => {
  expect(ask(session, 'lm')[1]).toMatch(/ nt +\(pdb symbols, forced\)$/);
  expect(ask(session, 'lmv m nt')[1]).toMatch(/ nt +\(pdb symbols, forced\)$/);
});

test('KDBG wins, and the disagreement is told', () => {
  const address = symbols.MmAvailablePages;
  expect(ask(session, '? nt!MmAvailablePages')).toEqual([
    `Evaluate expression: ${address | 0} = ${address.toString(16)}`,
  ]);
  expect(session.kernel.notes).toContainEqual(
    `KDBG and the symbols of nt disagree (MmAvailablePages ${address.toString(16)} against ${(address + 0x40).toString(16)}); KDBG is believed.`,
  );
});

test('an analysis says what it rests on', () => {
  const { notes, symbols: facts, memory } = runTask(analysisOf(session));
  expect(notes).toContain(mark.replace('*** ', ''));
  expect(facts.forced).toBe(true);
  expect(memory.lockedIo).toMatchObject({ source: 'forced-symbol' });
  expect(memory.physical).toMatchObject({ source: 'kdbg' });
});

test('neither durations nor structures rest on forced symbols', () => {
  expect(session.kernel.clock.increment).toMatchObject({ value: 156250, source: 'kdbg' });
  expect(session.kernel.layouts.source).toBe('builtin');
});
