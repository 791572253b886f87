import { expect, test } from 'vitest';
import { SymbolSource } from '../../src/analysis/symbol-source.ts';
import { buildDump, symbolStore } from '../builder/build.ts';
import { ask, askJson, sessionOf } from '../fakes/session.ts';
import { withFolder } from '../fakes/symbol-folder.ts';

const built = buildDump({ name: 'driver-paged-pool', scale: 0.0005, kind: 'kernel', lean: true });
const plain = sessionOf(built.bytes);
const session = withFolder(symbolStore(built.truth), (path) => {
  const opened = sessionOf(built.bytes, { symbols: new SymbolSource({ path }) });
  // Symbols of the other modules are read when they are first asked for.
  ask(opened, '!sym');
  return opened;
});

test('what a slot of an import table points at', () => {
  // 1: kd> ln poi(91969010)
  // (82f37bab)   nt!ExAllocatePoolWithTag   |  (82f38660)   nt!ExDeferredFreePool
  // Exact matches:
  //     nt!ExAllocatePoolWithTag (_POOL_TYPE, unsigned long, unsigned long)
  expect(ask(session, 'ln poi(91969010)')).toEqual([
    '(82f37bab)   nt!ExAllocatePoolWithTag   |  (82f38660)   nt!ExDeferredFreePool',
    'Exact matches:',
    '    nt!ExAllocatePoolWithTag (<no parameter info>)',
  ]);
});

test('an address inside a function has a displacement and no exact match', () => {
  expect(ask(session, 'ln nt!ExAllocatePoolWithTag+15')).toEqual([
    '(82f37bab)   nt!ExAllocatePoolWithTag+0x15   |  (82f38660)   nt!ExDeferredFreePool',
  ]);
});

test('an address inside a variable', () => {
  const { MmAvailablePages } = built.truth.kernel.symbols;
  expect(askJson(session, 'ln nt!MmAvailablePages+2')).toMatchObject({
    address: (MmAvailablePages + 2).toString(16),
    module: 'nt',
    symbol: 'MmAvailablePages',
    displacement: 2,
    exact: [],
    source: 'pdb',
    isFar: false,
  });
});

test('a module without symbols', () => {
  expect(ask(session, 'ln 91969010')).toEqual(['(91967000)   SIoctl+0x2010']);
});

test('outside every module nothing is said', () => {
  expect(ask(session, 'ln 1000')).toEqual([]);
  expect(askJson(session, 'ln 1000')).toMatchObject({ module: null, symbol: null, displacement: null });
});

test('without symbols exports serve, and say when they are too far away', () => {
  expect(ask(plain, 'ln nt!ExAllocatePoolWithTag+15')[0]).toMatch(
    /^\(82f37bab\) {3}nt!ExAllocatePoolWithTag\+0x15/,
  );
  // Variables that KDBG names have an address without symbols, and no export is near them.
  const [line] = ask(plain, 'ln nt!MmPfnDatabase+20000');
  expect(line).toMatch(/\(exports only: too far to tell\)$/);
  expect(askJson(plain, 'ln nt!MmPfnDatabase+20000')).toMatchObject({
    source: 'exports',
    isFar: true,
    exact: [],
  });
});

test('an expression names a symbol', () => {
  const { PoolTrackTable } = built.truth.kernel.symbols;
  const line = `Evaluate expression: ${PoolTrackTable | 0} = ${PoolTrackTable.toString(16)}`;
  expect(ask(session, '? nt!PoolTrackTable')).toEqual([line]);
  // KDBG names it too.
  expect(ask(plain, '? nt!PoolTrackTable')).toEqual([line]);
  expect(() => ask(plain, '? nt!ExPoolFailures')).toThrow("Couldn't resolve error at 'nt!ExPoolFailures'");
});
