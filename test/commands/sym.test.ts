import { expect, test } from 'vitest';
import { SymbolSource } from '../../src/analysis/symbol-source.ts';
import { buildDump, symbolStore } from '../builder/build.ts';
import { ask, askJson, sessionOf } from '../fakes/session.ts';
import { withFolder } from '../fakes/symbol-folder.ts';
import { GUID, writePdb } from '../symbols/pdb-writer.ts';

const built = buildDump({ name: 'driver-paged-pool', scale: 0.0005, kind: 'kernel', lean: true });
const store = symbolStore(built.truth);
const [ntPath] = [...store.keys()].filter((path) => path.startsWith('ntkrpamp.pdb/'));
const [, ntId] = ntPath.split('/');

interface Report {
  layouts: string;
  modules: { module: string; state: string; storePath?: string; tried: string[] }[];
  variables: Record<string, { address?: string; source?: string; absent?: string }>;
  lacking: string[];
}

test('without a path: what each module wants and what is missing for want of it', () => {
  const session = sessionOf(built.bytes);
  const lines = ask(session, '!sym');
  expect(lines.slice(0, 5)).toEqual([
    'Structure layouts: built-in win7_sp1_x86',
    'No symbol path was given (-y PATH or _NT_SYMBOL_PATH).',
    '',
    'nt: exports',
    `    wants ntkrpamp.pdb ${ntId.slice(0, 32)} age ${ntId.slice(32)}`,
  ]);
  // Ready to be fetched elsewhere.
  expect(lines[5]).toBe(`    to be fetched as ${ntPath}`);
  expect(lines).toContain('ci: none');
  expect(lines).toContain('    carries no readable CodeView record: which PDB belongs to it cannot be told');
  expect(lines).toContain('    !vm: page files (nt!MmPagingFile)');
  const report = askJson(session, '!sym') as Report;
  expect(report.variables.MmPagingFile).toEqual({ absent: 'no-symbol', at: 'nt!MmPagingFile' });
  expect(report.variables.PoolTrackTable).toEqual({
    address: built.truth.kernel.symbols.PoolTrackTable.toString(16),
    source: 'kdbg',
  });
  expect(report.variables.PoolTrackTableSize).toMatchObject({ source: 'neighbour' });
});

test('with symbols nothing of nt is missing, and every variable says its source', () => {
  withFolder(store, (path) => {
    const session = sessionOf(built.bytes, { symbols: new SymbolSource({ path }) });
    const report = askJson(session, '!sym') as Report;
    expect(report.modules[0]).toMatchObject({
      module: 'nt',
      state: 'symbol file',
      file: `ntkrpamp.pdb ${ntId}`,
      path: `${path}/${ntPath}`,
      fromCache: false,
      hasFrames: true,
    });
    expect(report.variables.MmPagingFile).toEqual({
      address: built.truth.kernel.symbols.MmPagingFile.toString(16),
      source: 'symbol',
    });
    // KDBG is asked first.
    expect(report.variables.PoolTrackTable).toMatchObject({ source: 'kdbg' });
    expect(report.lacking).toEqual([]);
    expect(session.kernel.notes).toEqual([]);
  });
});

test('a symbol file of another build is refused with both ids', () => {
  withFolder(new Map([['ntkrpamp.pdb', writePdb({ guid: GUID, age: 3 })]]), (path) => {
    const session = sessionOf(built.bytes, { symbols: new SymbolSource({ path }) });
    const [nt] = (askJson(session, '!sym') as Report).modules;
    expect(nt.state).toBe('exports');
    expect(nt.tried).toEqual([`${path}/ntkrpamp.pdb: its id is ${GUID}3, the image wants ${ntId}`]);
  });
});
