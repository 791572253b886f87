import { describe, expect, test } from 'vitest';
import type { Unread } from '../../src/analysis/unread-facts.ts';
import { reportHtml } from '../../src/report/html.ts';
import { catalogueOf } from '../../src/report/text/catalogues.ts';
import { unreadTexts } from '../../src/report/text/unread-text.ts';
import { reportText } from '../../src/report/text.ts';
import { made } from '../diagnosis/made-analysis.ts';

const en = catalogueOf('en');
const ja = catalogueOf('ja');
const WHY = 'the list link at 82f62e30 cannot be read';

function told(unread: readonly Unread[], notes: readonly string[] = []) {
  const analysis = made({ unread, notes, symbols: { kernel: false, forced: false, modules: 0 } });
  return { en: unreadTexts(analysis, en), ja: unreadTexts(analysis, ja) };
}

test('a file that is cut is told with the dump, before the findings', () => {
  const note = 'The file is cut: 5 bytes where the runs need 9; 26783 of 37022 pages are missing.';
  const analysis = made({ notes: [note] });
  const text = [...reportText(analysis, [])].join('\n');
  expect(text.indexOf('The file is cut')).toBeGreaterThan(0);
  expect(text.indexOf('The file is cut')).toBeLessThan(text.indexOf('FINDINGS'));
  const html = reportHtml(analysis, [], { language: 'ja' });
  expect(html.indexOf('ファイルが途中で切れています')).toBeLessThan(html.indexOf('<section id="findings"'));
});

describe('what could not be read', () => {
  test.each<[Unread, string, string]>([
    [
      { kind: 'memory', name: 'lockedIo', absent: 'not-in-dump', at: 'nt!MmSystemLockPagesCount' },
      'Locked IO Pages in !vm: not in the dump (nt!MmSystemLockPagesCount)',
      '!vm の Locked IO Pages: ダンプにない (nt!MmSystemLockPagesCount)',
    ],
    [
      {
        kind: 'memory',
        name: 'available',
        absent: 'paged-out',
        at: '8a1 is not mapped (PTE entry is zero or invalid)',
      },
      'Available Pages in !vm: paged out (8a1 is not mapped (PTE entry is zero or invalid))',
      '!vm の Available Pages: ページ アウト (8a1 はマップされていません (PTE))',
    ],
    [
      { kind: 'tag-table', name: 'ExPoolTagTables[1]', why: 'the array has no table for it' },
      'tag counters in ExPoolTagTables[1]: the array has no table for it',
      'ExPoolTagTables[1] の Tag 統計: 配列に該当するテーブルがありません',
    ],
    [
      { kind: 'pool-pages', pool: 'paged', pagedOut: 1234, notInDump: 0 },
      'paged pool: 1,234 pages are paged out, 0 are not in the dump',
      'Paged Pool: 1,234 ページがページ アウトされ、0 ページがダンプにありません',
    ],
    [
      { kind: 'handle-table', process: 'TestApp.exe', pid: 0x12ce80 },
      'handle table of TestApp.exe (PID 1232512, 12ce80h): not all of it is in the dump',
      'TestApp.exe (PID 1232512, 12ce80h) の Handle テーブル: 一部がダンプにありません',
    ],
    [
      { kind: 'big-pages', read: 10, slots: 4096 },
      'table of large allocations (PoolBigPageTable): only 10 of 4,096 slots are in the dump',
      '大きな割り当てのテーブル (PoolBigPageTable): 4,096 個のスロットのうち、ダンプにあるのは 10 個のみです',
    ],
  ])('%o', (unread, english, japanese) => {
    expect(told([unread])).toEqual({ en: [english], ja: [japanese] });
  });

  test('what needs symbols says what brings it, once', () => {
    const unread: Unread[] = [
      { kind: 'memory', name: 'specialPool', absent: 'no-symbol', at: 'nt!MmSpecialPagesInUse' },
      { kind: 'no-tag-table', name: 'PoolTrackTable', absent: 'no-symbol', why: 'nt!PoolTrackTable' },
    ];
    expect(told(unread).en).toEqual([
      'Special Pool in !vm: needs symbols (nt!MmSpecialPagesInUse)',
      'tag counters in PoolTrackTable: needs symbols (nt!PoolTrackTable)',
      en.labels.symbolsBring,
    ]);
    expect(unreadTexts(made({ unread }), en)).not.toContain(en.labels.symbolsBring);
  });

  test('a broken list of modules is told once', () => {
    const { en: english, ja: japanese } = told(
      [{ kind: 'modules', why: WHY }],
      [`Loaded module list: ${WHY}.`, 'Something else.'],
    );
    expect(english).toEqual([`list of loaded modules: ${WHY}`, 'Something else.']);
    expect(japanese[0]).toBe('読み込まれたモジュールの一覧: 82f62e30 のリストのリンクが読み取れません');
  });
});
