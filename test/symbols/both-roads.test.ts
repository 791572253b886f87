import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/analysis/session.ts';
import { SymbolSource } from '../../src/analysis/symbol-source.ts';
import { unpackXz } from '../../src/formats/xz.ts';
import { ask, askJson, sessionOf } from '../fakes/session.ts';
import { hasShared, readShared, sharedPath } from './shared.ts';

/**
 * Dumps of another builder, with the kernel's PDB and its Volatility file: both must lead to the same
 * answers, and without symbols the answers must be the same or say what they lack.
 */
const DUMPS = ['env1-small-kernel', 'env2-small-kernel'];
const PLACES = ['dumps/symbols', 'dumps/isf'];
const MAX_BYTES = 0x8000000;

interface Truth {
  readonly processes: readonly {
    readonly eprocess: number;
    readonly threads: readonly { readonly va: number }[];
  }[];
  readonly kernel: { readonly symbols: Readonly<Record<string, number>> };
  readonly vm: {
    readonly sysptes: number;
    readonly modpf: number;
    readonly failures: number;
    readonly pf: { readonly size: number; readonly free: number };
  };
}

const hex = (value: number) => value.toString(16).padStart(8, '0');

describe.each(DUMPS)('%s', (name) => {
  const file = `dumps/${name}.dmp.xz`;
  const has = hasShared(file, `dumps/${name}.truth.json.xz`, ...PLACES);

  describe.skipIf(!has)('by every road', () => {
    const bytes = has ? unpackXz(readShared(file), MAX_BYTES) : new Uint8Array();
    const truthText = has ? unpackXz(readShared(`dumps/${name}.truth.json.xz`), MAX_BYTES) : undefined;
    const truth: Truth = JSON.parse(new TextDecoder().decode(truthText) || '{}');
    const open = (path?: string): Session =>
      sessionOf(bytes, path === undefined ? {} : { symbols: new SymbolSource({ path: sharedPath(path) }) });
    const [pdb, isf, none] = has ? [open(PLACES[0]), open(PLACES[1]), open()] : [];
    const system = has ? truth.processes[0] : undefined!;

    const commands = () => [
      '!vm 5',
      'lm',
      'vertarget',
      '!process 0 0',
      '!poolused 2',
      '!poolused 4',
      `!thread ${hex(system.threads[1].va)}`,
      `!handle 0 3 ${hex(system.eprocess)}`,
      'ln nt!KiSwapContext+10',
      `ln ${hex(truth.kernel.symbols.MmAvailablePages)}`,
      'x nt!Pool*',
      'x nt!Ki*',
      'x nt!Ex*',
      `dt -r2 nt!_EPROCESS ${hex(system.eprocess)}`,
      `dt -a nt!_KTHREAD ${hex(system.threads[0].va)}`,
      'dt _POOL_DESCRIPTOR poi(nt!ExpPagedPoolDescriptor)',
      'dt _POOL_TYPE',
      'dt nt!*POOL*',
      '? nt!PoolHitTag',
    ];

    test('the PDB and the Volatility file give the same text', () => {
      // Only a PDB describes frames.
      const answer = (session: Session, line: string) =>
        ask(session, line).map((text) => text.replace(/ \(FPO: [^)]*\)$/, ''));
      for (const line of commands())
        expect([line, ...answer(isf!, line)]).toEqual([line, ...answer(pdb!, line)]);
    });

    test('they give the same data', () => {
      for (const line of ['!vm 5', 'lm', '!process 0 0', `dt _KPROCESS ${hex(system.eprocess)} Header`]) {
        // Where a layout comes from is told, and is not the same.
        const plain = (session: Session) => ({ ...(askJson(session, line) as object), layouts: undefined });
        expect(plain(isf!)).toEqual(plain(pdb!));
      }
    });

    test('neither disagrees with KDBG', () => {
      expect([pdb!.kernel.notes, isf!.kernel.notes]).toEqual([[], []]);
    });

    test('every symbol of the truth has its address', () => {
      for (const session of [pdb!, isf!]) {
        for (const [symbol, address] of Object.entries(truth.kernel.symbols))
          expect(ask(session, `? nt!${symbol}`)).toEqual([expect.stringContaining(`= ${hex(address)}`)]);
      }
    });

    test('with symbols !vm is complete and true', () => {
      const text = ask(pdb!, '!vm 5').join('\n');
      expect(text).not.toContain('????????');
      expect(text).toMatch(new RegExp(`Free System PTEs: +${truth.vm.sysptes} `));
      expect(text).toMatch(new RegExp(`Modified PF Pages: +${truth.vm.modpf} `));
      expect(text).toMatch(
        new RegExp(`Current: +${truth.vm.pf.size * 4} Kb +Free Space: +${truth.vm.pf.free * 4} Kb`),
      );
      expect(text).toContain(`${truth.vm.failures} pool allocations have failed`);
    });

    test('without symbols !vm gives the same lines or says what each one needs', () => {
      const full = ask(pdb!, '!vm 5');
      const lacking = ask(none!, '!vm 5').filter((line) => !full.includes(line));
      for (const line of lacking) expect(line).toMatch(/\?{8} \(needs symbols: nt!\w+\)$/);
      expect(lacking.map((line) => line.trim().split(':')[0])).toEqual([
        'Page File',
        'Locked IO Pages',
        'Free System PTEs',
        'Modified PF Pages',
        'Pool allocations failed',
        'Special Pool',
      ]);
    });

    test('without symbols processes, pool use and handles are the same', () => {
      for (const line of [
        '!process 0 0',
        '!poolused 2',
        '!poolused 4',
        'vertarget',
        `!handle 0 3 ${hex(system.eprocess)}`,
      ])
        expect([line, ...ask(none!, line)]).toEqual([line, ...ask(pdb!, line)]);
    });

    test('without symbols modules differ in the state of their symbols only', () => {
      const withoutState = (session: Session) =>
        ask(session, 'lm').map((line) => line.replace(/\([^)]*\)$/, ''));
      expect(withoutState(none!)).toEqual(withoutState(pdb!));
    });
  });
});
