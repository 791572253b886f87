import { describe, expect, test } from 'vitest';
import { poolOf } from '../../src/analysis/pool-of.ts';
import { runCommandLine } from '../../src/commands/dispatch.ts';
import { filteredTable } from '../../src/commands/filtered-table.ts';
import type { PoolFindResult } from '../../src/commands/poolfind-text.ts';
import { isTable } from '../../src/commands/table.ts';
import { hex8 } from '../../src/units/address.ts';
import { runTask } from '../../src/units/task.ts';
import { buildDump } from '../builder/build.ts';
import { ask, askJson, sessionOf } from '../fakes/session.ts';

/** What the article prints of both environments. Its runs of blanks were lost, so tokens are compared. */

const lean = { kind: 'kernel', lean: true, seedFigures: true } as const;
const drivers = sessionOf(buildDump({ name: 'driver-paged-pool', scale: 0.003, ...lean }).bytes);
const builtThreads = buildDump({ name: 'process-thread-handles', scale: 0.00075, ...lean });
const threads = sessionOf(builtThreads.bytes);

/** Tokens of each line that is not blank. */
function rows(text: string | readonly string[]): string[] {
  const lines = typeof text === 'string' ? text.split('\n') : text;
  return lines.map((line) => line.trim().split(/\s+/).join(' ')).filter((line) => line !== '');
}

const BY_PAGED = `
Sorting by Paged Pool Consumed
Pool Used:
NonPaged Paged
Tag Allocs Used Allocs Used
MSKK 0 0 415447 1701670912 UNKNOWN pooltag 'MSKK', please update pooltag.txt
CM31 0 0 5555 24899584 Internal Configuration manager allocations , Binary: nt!cm
CM25 0 0 2026 8814592 Internal Configuration manager allocations , Binary: nt!cm
CIcr 0 0 1295 2990224 Code Integrity allocations for image integrity checking , Binary: ci.dll
MmRe 0 0 401 2765280 ASLR relocation blocks , Binary: nt!mm
ClfI 0 0 19 1782880 CLFS Log marshal buffer lookaside list , Binary: clfs.sys
MmSt 0 0 664 1268752 Mm section object prototype ptes , Binary: nt!mm
VmbK 51 403064 8 876544 Volume Manager Extension , Binary: volmgrx.sys`;

const BY_NONPAGED = `
Sorting by NonPaged Pool Consumed
Pool Used:
NonPaged Paged
Tag Allocs Used Allocs Used
Thre 1908328 1419794592 0 0 Thread objects , Binary: nt!ps
nVsC 519 1474176 0 0 UNKNOWN pooltag 'nVsC', please update pooltag.txt
Pool 5 1156680 0 0 Pool tables, etc.
Mm 9 595712 3 88 general Mm Allocations , Binary: nt!mm
EtwB 71 577960 6 135200 Etw Buffer , Binary: nt!etw
netv 2065 323664 1 128 UNKNOWN pooltag 'netv', please update pooltag.txt`;

describe('!poolused', () => {
  test('4 and 2, as the article has them', () => {
    const paged = rows(BY_PAGED);
    expect(rows(ask(drivers, '!poolused 4')).slice(0, paged.length)).toEqual(paged);
    const nonpaged = rows(BY_NONPAGED);
    expect(rows(ask(threads, '!poolused 2')).slice(0, nonpaged.length)).toEqual(nonpaged);
  });

  test('by tag when no order is asked for, with a total of what is shown', () => {
    const lines = ask(threads, '!poolused 0 Cm*');
    const shown = lines.filter((line) => /^ Cm/.test(line));
    const tags = shown.map((line) => line.slice(1, 5));
    expect(tags).toEqual([...tags].sort());
    const used = shown.reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[4]), 0);
    expect(
      rows(lines)
        .find((line) => line.startsWith('TOTAL'))
        ?.split(' ')[4],
    ).toBe(String(used));
  });

  test('1 shows allocations, frees and their difference', () => {
    const [row] = ask(threads, '!poolused 3 Thre').filter((line) => line.startsWith(' Thre'));
    const [allocs, frees, diff, used] = row.trim().split(/\s+/).slice(1, 5).map(Number);
    expect([diff, used]).toEqual([1908328, 1419794592]);
    expect(allocs - frees).toBe(diff);
  });

  test('2 and 4 together are refused, and so is what is no tag', () => {
    expect(() => ask(threads, '!poolused 6')).toThrow('cannot be used together');
    expect(() => ask(threads, '!poolused 0 Thread')).toThrow("'Thread' is no pool tag");
  });

  test('8 says that session counters need symbols', () => {
    const lines = ask(threads, '!poolused 8');
    expect(lines.filter((line) => line.includes('needs symbols'))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith(' TOTAL')).join()).not.toMatch(/\d/);
    expect(askJson(threads, '!poolused 8')).toMatchObject({
      tables: [{ session: { id: 0, address: '9008b000' } }, { session: { id: 1, address: '90092000' } }],
    });
  });

  test('100 holds the counters against the walk', () => {
    const lines = ask(threads, '!poolused 100');
    expect(askJson(threads, '!poolused 100 Thre')).toMatchObject({
      check: { tags: [{ tag: 'Thre', pool: 'nonpaged', tracker: { count: 1908328, bytes: 1419794592 } }] },
    });
    expect(lines.join('\n')).toMatch(/nonpaged: \d+ of \d+ bytes found \(\d+\.\d\d %\)/);
  });
});

// The article's rows; what lies between them is cut there.
const FOUND = `
*89bc1b48 size: 2d8 previous size: 68 (Allocated) Thre (Protected)
*8a140a60 size: 2e8 previous size: 180 (Allocated) Thre (Protected)
*8a625180 size: 2e8 previous size: 60 (Allocated) Thre (Protected)
*9dd7c178 size: 2e8 previous size: a8 (Allocated) Thre (Protected)
*9dd7c460 size: 2e8 previous size: 2e8 (Allocated) Thre (Protected)
*82945000 size: 2e8 previous size: 0 (Allocated) Thre (Protected)
*82945460 size: 2e8 previous size: 178 (Allocated) Thre (Protected)
*82945748 size: 2e8 previous size: 2e8 (Allocated) Thre (Protected)
*82945a30 size: 2e8 previous size: 2e8 (Allocated) Thre (Protected)
*82945d18 size: 2e8 previous size: 2e8 (Allocated) Thre (Protected)
*82946000 size: 2e8 previous size: 0 (Allocated) Thre (Protected)`;

describe('!poolfind', () => {
  test('Thre 0, as the article has it', () => {
    const lines = ask(threads, '!poolfind Thre 0');
    expect(rows(lines)).toEqual(expect.arrayContaining(rows(FOUND)));
    expect(rows(lines).slice(0, 2)).toEqual([
      'Scanning large pool allocation table for Tag: Thre',
      expect.stringMatching(
        /^Scanning large pool allocation table for Tag: Thre \([0-9a-f]{8} : [0-9a-f]{8}\)$/,
      ),
    ]);
  });

  test('pads its columns', () => {
    expect(ask(threads, '!poolfind Thre 0')).toContain(
      '*89bc1b48 size:  2d8 previous size:   68  (Allocated) Thre (Protected)',
    );
  });

  test('says what is free, on a lookaside list, and waiting to be freed', () => {
    const { Wait: wait, 'Irp ': irp } = builtThreads.truth.pool_walk.np;
    const count = (tag: string, word: string) =>
      ask(threads, `!poolfind "${tag}" 0`).filter((line) => line.includes(`(${word})`)).length;
    expect(count('Wait', 'Lookaside')).toBe(wait.cached?.[0]);
    expect(count('Wait', 'Allocated')).toBe(wait.alloc?.[0]);
    expect(count('Irp ', 'Deferred')).toBe(irp.cached?.[0]);
    expect(count('Irp ', 'Free')).toBe(irp.free?.[0] ?? 0);
  });

  test('finds big allocations of the pool asked for', () => {
    const large = ask(drivers, '!poolfind MSKK 1').filter((line) =>
      line.includes(' : large page allocation'),
    );
    expect(large).toHaveLength(1246);
    expect(large[0]).toMatch(/^\*[0-9a-f]{8} : large page allocation, Tag is MSKK, size is 0x1000 bytes$/);
    expect(ask(drivers, '!poolfind MSKK 0').some((line) => line.includes(' : large'))).toBe(false);
  });

  test('takes a value, and a question mark for a blank', () => {
    const byValue = ask(threads, '!poolfind 0x65726854').filter((line) => line.startsWith('*'));
    expect(byValue).toEqual(ask(threads, '!poolfind Thre').filter((line) => line.startsWith('*')));
    const blanks = ask(threads, '!poolfind Irp? 0').filter((line) => line.startsWith('*'));
    expect(blanks).toEqual(ask(threads, '!poolfind "Irp " 0').filter((line) => line.startsWith('*')));
  });

  test('refuses pool types there are none of', () => {
    expect(() => ask(threads, '!poolfind Thre 3')).toThrow('none of 0, 1, 2, 4');
  });

  test('shows what it has when it is stopped, and keeps nothing of it', () => {
    const stopped = sessionOf(builtThreads.bytes);
    let steps = 0;
    const answer = runTask(runCommandLine(stopped, '!poolfind Thre 0'), () => ++steps > 10);
    const lines = [...answer.command.text(answer.result, { timeZone: 0 })];
    expect(lines.at(-1)).toMatch(/^\.\.\.terminating - searched pool to [0-9a-f]{8}$/);
    expect((answer.result as PoolFindResult).pool.walk.complete).toBe(false);
    expect(runTask(poolOf(stopped)).walk.complete).toBe(true);
  });
});

const POOL_2 = `Pool page 8ab94030 region is Nonpaged pool
*8ab94000 size:  2e8 previous size:    0  (Allocated) *Thre (Protected)
\t\tPooltag Thre : Thread objects, Binary : nt!ps`;

describe('!pool', () => {
  test('8ab94030 2, as the article has it', () => {
    expect(ask(threads, '!pool 8ab94030 2')).toEqual(POOL_2.split('\n'));
    expect(ask(threads, '!pool 8ab94030 80000002')).toEqual([POOL_2.split('\n')[1]]);
  });

  test('all blocks of the page, which they tile', () => {
    const lines = ask(threads, '!pool 8ab94030').filter((line) => /^[ *][0-9a-f]{8} size/.test(line));
    const sizes = lines.map((line) => Number.parseInt(line.slice(15), 16));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(0x1000);
    expect(lines.filter((line) => line.startsWith('*'))).toHaveLength(1);
  });

  test('1 shows what follows the header', () => {
    const [first] = ask(threads, '!pool 8ab94030 3').slice(3);
    expect(first).toMatch(/^ {4}8ab94008 {2}([0-9a-f]{8} ){3}[0-9a-f]{8}$/);
  });

  test('big allocations, and addresses that are no pool', () => {
    const [row] = ask(drivers, '!poolfind Pool 0').filter((line) => line.includes(' : large'));
    const lines = ask(drivers, `!pool ${row.slice(1, 9)}+10`);
    expect(lines[0]).toMatch(/region is Nonpaged pool$/);
    expect(lines.slice(2)).toEqual([row, '\t\tPooltag Pool : Pool tables, etc.']);
    expect(ask(drivers, '!pool 10000').join()).toContain('is not valid pool');
    expect(ask(drivers, '!pool ffe00000').join()).toContain('not mapped');
  });
});

describe('!poolval', () => {
  const damaged = buildDump({
    name: 'driver-paged-pool',
    scale: 0.003,
    kind: 'kernel',
    lean: true,
    damage: ['broken-pool-chain', 'cyclic-free-list'],
  });
  const session = sessionOf(damaged.bytes);

  test('finds the one page that was overrun, and who stands before it', () => {
    const { walk } = runTask(poolOf(session));
    expect(walk.numDamaged).toBe(1);
    const [{ page, offset, head, before }] = walk.damage;
    expect(head).toBe(0x41414141);
    const lines = ask(session, '!poolval');
    expect(lines[0]).toBe(`Pool page [ ${hex8(page)} ] is INVALID.`);
    expect(lines.join('\n')).toContain(`The block before, ${hex8(page + (before?.offset ?? 0))} Tag `);
    expect(lines.at(-1)).toMatch(/^1 of \d+ pool pages have a broken chain of blocks\.$/);
    expect(ask(session, `!poolval ${hex8(page + offset)}`).join('\n')).toContain('is INVALID.');
    expect(askJson(session, '!poolval')).toMatchObject({ pages: [{ page: hex8(page), offset }] });
    const table = filteredTable(runTask(runCommandLine(session, '!poolval')));
    const [row] = isTable(table) ? [...table.rows()] : [];
    expect(row.slice(0, 2)).toEqual([page, page + offset]);
  });

  test('says that a page is whole, or no pool', () => {
    expect(ask(threads, '!poolval 8ab94030').at(-1)).toBe('Pool page [ 8ab94000 ] is VALID.');
    expect(ask(threads, '!poolval 10000').at(-1)).toBe('00010000 holds no pool blocks');
    expect(ask(threads, '!poolval').at(-1)).toMatch(/^0 of \d+ pool pages/);
  });

  test('the damage costs the rest of the page at most', () => {
    const { columns } = runTask(poolOf(session));
    const inTruth = Object.values(damaged.truth.pool_walk)
      .flatMap((tags) => Object.values(tags))
      .flatMap((states) => Object.values(states))
      .reduce((sum, [count]) => sum + count, 0);
    expect(inTruth - columns.blockCount).toBe(1);
  });
});

// Both sessions have a page fe9b0000, with other blocks: a Gh05 of 2b0h first in session 0, a Gla5 of 458h in 1.
describe('session pool is that of the process one stands on', () => {
  const { sessions, processes } = builtThreads.truth;
  const memberOf = (id: number) => {
    const pid = sessions.find((one) => one.id === id)?.processes[0];
    return hex8(processes.find((one) => one.pid === pid)?.eprocess ?? 0);
  };

  test.each([
    [0, '*fe9b0000 size:  2b0 previous size:    0  (Allocated) *Gh05'],
    [1, '*fe9b0000 size:  458 previous size:    0  (Allocated) *Gla5'],
  ])('session %i', (id, block) => {
    ask(threads, `.process ${memberOf(id)}`);
    expect(ask(threads, '!pool fe9b0010 2').slice(0, 2)).toEqual([
      `Pool page fe9b0010 region is Paged session pool of Session ID ${id}`,
      block,
    ]);
    ask(threads, '.process 0');
  });
});
