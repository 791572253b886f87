import { expect, test } from 'vitest';
import { SymbolSource } from '../../src/analysis/symbol-source.ts';
import { buildDump, symbolStore } from '../builder/build.ts';
import { ask, askJson, sessionOf } from '../fakes/session.ts';
import { withFolder } from '../fakes/symbol-folder.ts';

const built = buildDump({ name: 'driver-paged-pool', scale: 0.0005, kind: 'kernel', lean: true });
const plain = sessionOf(built.bytes);
const session = withFolder(symbolStore(built.truth), (path) => {
  const opened = sessionOf(built.bytes, { symbols: new SymbolSource({ path }) });
  ask(opened, '!sym');
  return opened;
});

test('variables and functions by a pattern, in order of address', () => {
  const { KiProcessorBlock } = built.truth.kernel.symbols;
  const lines = ask(session, 'x nt!ki*');
  // Names are compared in any case; a function's parameters are in private symbols only.
  expect(lines).toContain(
    `${KiProcessorBlock.toString(16)}          nt!KiProcessorBlock = <no type information>`,
  );
  expect(lines).toContain(`${addressOf('nt!KiSwapContext')}          nt!KiSwapContext (<no parameter info>)`);
  expect(lines).toEqual([...lines].sort());
});

function addressOf(name: string): string {
  return ask(session, `? ${name}`)[0].slice(-8);
}

test('a question mark is one character', () => {
  expect(ask(session, 'x nt!PoolTrackTabl?')).toHaveLength(1);
  expect(ask(session, 'x nt!PoolTrackTable?')).toEqual([]);
});

test('patterns of modules', () => {
  const rows = askJson(session, 'x *!*WaitMessage') as { module: string; name: string; address: string }[];
  expect(rows.map(({ module, name }) => `${module}!${name}`)).toEqual(['win32k!NtUserWaitMessage']);
});

test('without symbols the exports are searched', () => {
  expect(ask(plain, 'x nt!ExAllocatePoolWithTag')).toHaveLength(1);
  expect(ask(plain, 'x nt!ExPoolFailures')).toEqual([]);
  expect(ask(session, 'x nt!ExPoolFailures')).toHaveLength(1);
});

test('a name without its module is refused with the way to write it', () => {
  expect(() => ask(session, 'x Pool*')).toThrow("x needs MODULE!PATTERN, as in 'x nt!Pool*'.");
});
