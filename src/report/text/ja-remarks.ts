import type { Remarks } from './remark.ts';

/** Reasons and notes of the rooms below, in Japanese. Longer forms stand before those they begin with. */
export const jaRemarks: Remarks = [
  ['[left out]', '[省略]'],

  // The file.
  [
    'Run {i} at offset {at}h overlaps or precedes the run before it; the first one is believed.',
    'オフセット {at}h のラン {i} が直前のランと重複または前後しているため、先のランを採用しました。',
  ],
  [
    'NumberOfPages at offset 68h is {stated}, but the runs add up to {pages}; the runs are believed.',
    'オフセット 68h の NumberOfPages は {stated} ですが、ランの合計は {pages} ページです。ランを採用しました。',
  ],
  [
    'The file is cut: {size} bytes where the runs need {end}; {missing} of {pages} pages are missing.',
    'ファイルが途中で切れています: 必要な {end} バイトに対して {size} バイトしかなく、{pages} ページのうち {missing} ページがありません。',
  ],
  [
    'The file is cut: {size} bytes where the bitmap needs {end}; {missing} of {pages} pages are missing.',
    'ファイルが途中で切れています: ビットマップによれば {end} バイト必要ですが {size} バイトしかなく、{pages} ページのうち {missing} ページがありません。',
  ],
  [
    'Pages at offset 1014h is {stated}, but {set} bits are set; the bitmap is believed.',
    'オフセット 1014h の Pages は {stated} ですが、ビットマップには {set} ページあります。ビットマップを採用しました。',
  ],
  [
    'HeaderSize at offset 100Ch is {stated}h; pages are taken from {expected}h, where the bitmap ends.',
    'オフセット 100Ch の HeaderSize は {stated}h ですが、ビットマップの終わる {expected}h からページを読み取りました。',
  ],

  // The kernel.
  [
    '{layouts} disagrees with KDBG ({mismatches}); the symbols are believed.',
    '{layouts} が KDBG と一致しません ({mismatches})。シンボルを採用しました。',
  ],
  [
    '{layouts} disagrees with the dump ({mismatches}); give symbols to be sure of structures.',
    '{layouts} がダンプと一致しません ({mismatches})。構造体を確実に読み取るには、シンボルを指定してください。',
  ],
  [
    '{layouts} disagrees with the first process of the list, which is not System there; give symbols to be sure of structures.',
    '{layouts} では先頭のプロセスが System になりません。構造体を確実に読み取るには、シンボルを指定してください。',
  ],
  [
    'Build {build} has no built-in layouts of its own; {layouts} is used, as all {checked} sizes and offsets that the dump states are the same.',
    'ビルド {build} の構造体定義は内蔵されていません。ダンプに記録された {checked} 個のサイズとオフセットがすべて一致する {layouts} を使用しました。',
  ],
  [
    'Build {build} {pack} has no built-in layouts of its own; {layouts} is used, {outcome}.',
    'ビルド {build} ({pack}) の構造体定義は内蔵されていません。{layouts} を使用しました ({outcome})。',
  ],
  ['without a service pack', 'Service Pack なし'],
  ['with service pack {pack}', 'Service Pack {pack}'],
  ['which the first process of the list agrees with', '先頭のプロセスの内容と一致'],
  ['which nothing in the dump confirms', 'ダンプからは確認できない'],
  [
    'KDBG and the symbols of nt disagree ({differing}); KDBG is believed.',
    'KDBG と nt のシンボルが一致しません ({differing})。KDBG を採用しました。',
  ],
  [
    'KdDebuggerDataBlock at offset 60h names {named}, where no usable block is; {outcome}.',
    'オフセット 60h の KdDebuggerDataBlock は {named} を指していますが、有効なブロックがありません。{outcome}。',
  ],
  ['none was found by scanning', '検索でも見つかりませんでした'],
  ['one was found at {va} by scanning', '検索により {va} に見つかりました'],
  [
    'KDBG says the kernel lies at {stated}, where no module is; {base} is taken.',
    'KDBG はカーネルの位置を {stated} としていますが、そこにモジュールはありません。{base} を採用しました。',
  ],
  ['Loaded module list: {why}.', '読み込まれたモジュールの一覧: {why}。'],
  ['the list link at {va} cannot be read', '{va} のリストのリンクが読み取れません'],
  ['the list loops: {from} links back to {to}', 'リストが循環しています ({from} が {to} に戻っています)'],
  ['the list entry at {va} cannot be read', '{va} のリストの要素が読み取れません'],
  [
    'the list entry at {va} does not point back at {previous}',
    '{va} のリストの要素が直前の {previous} を指していません',
  ],
  ['the list has more than {limit} entries', 'リストの要素が {limit} 個を超えています'],
  [
    'Module {name} at {base}: the loader says {size}h bytes, {why} {believed}h.',
    'モジュール {name} ({base}): ローダーの記録では {size}h バイトですが、{why} {believed}h バイトとしました。',
  ],
  ['its own header says', 'イメージのヘッダーにより'],
  [
    'its header cannot be read, so only its first page counts:',
    'ヘッダーが読み取れないため、先頭ページのみの',
  ],
  [
    'NumberProcessors at offset 24h is {claimed}, {lists}.',
    'オフセット 24h の NumberProcessors は {claimed} ですが、{lists}。',
  ],
  ['and nothing else tells', '他に確認できるものがありません'],
  ['but KiProcessorBlock lists {listed}', 'KiProcessorBlock には {listed} 個あります'],
  ['nt!{name}, which the symbols of nt do not have', 'nt のシンボルにない nt!{name}'],
  ['the string at {va} is longer than its buffer', '{va} の文字列がバッファーより長くなっています'],
  [
    "In doubt: part of this rests on symbols that are not this module's: {symbols}",
    '不確実: 結果の一部は、モジュールと一致しないシンボルに基づいています: {symbols}',
  ],

  // Memory.
  ['{va} is not mapped ({level} entry is zero or invalid)', '{va} はマップされていません ({level})'],
  [
    '{va} is paged out ({level} entry points to page file {file}, page {page})',
    '{va} はページ アウトされています ({level}、ページ ファイル {file}、ページ {page})',
  ],
  [
    '{va} is demand-zero ({level} entry: never touched, no page in memory)',
    '{va} は未使用でメモリ上にありません ({level}、demand-zero)',
  ],
  [
    '{va} is mapped by the prototype entry at {at}: {why}',
    '{va} はプロトタイプ PTE {at} でマップされています: {why}',
  ],
  ['its page is not in memory', 'ページがメモリ上にありません'],
  ['it cannot be followed', 'たどることができません'],
  [
    '{va} lies in page frame {pfn} ({level}), which is not in this dump',
    '{va} のページ フレーム {pfn} ({level}) がダンプにありません',
  ],
  ['{va} has a damaged {level} entry: {why}', '{va} の {level} エントリが壊れています: {why}'],

  // Pool.
  [
    'the table claims {claimed} slots; only {slots} were looked at',
    'テーブルは {claimed} スロットと記録されていますが、調べたのは {slots} スロットのみです',
  ],
  [
    'the table claims {claimed} slots; what follows slot {slot} is none of it',
    'テーブルは {claimed} スロットと記録されていますが、スロット {slot} より後はこのテーブルのものではありません',
  ],
  ['{table} is {value}, which is no table', '{table} の値 {value} はテーブルを指していません'],
  ['PoolBigPageTableSize is 0', 'PoolBigPageTableSize が 0 です'],
  [
    'nt!ExPoolTagTables (needs symbols of nt; no array of tables with equal keys was found)',
    'nt!ExPoolTagTables (nt のシンボルが必要。同じキーを持つテーブルの配列も見つかりません)',
  ],
  [
    'the list of free blocks at {head} leads to a page that cannot be read',
    '{head} の空きブロックのリストが、読み取れないページを指しています',
  ],
  [
    'the list of free blocks at {head} breaks at {link}',
    '{head} の空きブロックのリストが {link} で途切れています',
  ],
  [
    'MiSystemVaType at {va} disagrees with the dump; page contents decide instead',
    '{va} の MiSystemVaType がダンプと一致しないため、ページの内容から判断しました',
  ],
  ['nt!{name} says {count}; at most {most} can be', 'nt!{name} の値 {count} が最大値 {most} を超えています'],
  ['nt!{name} at {at} is {value}', '{at} の nt!{name} の値が {value} です'],
  [
    'no descriptor of {kind} pool {index} at {va}: PoolType {type}, PoolIndex {found}',
    '{va} は {kind} pool {index} の POOL_DESCRIPTOR ではありません (PoolType {type}、PoolIndex {found})',
  ],
  [
    'Build {build} keeps its pool in a segment heap, whose blocks do not tile their pages; only trackers and big pages are read',
    'ビルド {build} の Pool はセグメント ヒープのため、ブロックを走査できません。Tag 統計と大きな割り当てのみを読み取りました',
  ],
  ['{field} is empty', '{field} が空です'],
  ['it claims {count} rows at {va}', '{va} の行数が {count} と記録されています'],
  [
    '{name} says {size} rows; 1 to {most} can be',
    '{name} の行数 {size} が正しい範囲 (1 - {most}) にありません',
  ],
  ['{name} says {size} rows at {va}', '{va} の {name} の行数が {size} と記録されています'],
  ['{name} says {size} rows', '{name} の行数が {size} と記録されています'],
  ['the array has no table for it', '配列に該当するテーブルがありません'],
  [
    'nt!PoolTrackTableExpansion (what lies at {va} proves nothing)',
    'nt!PoolTrackTableExpansion ({va} の内容からは確認できません)',
  ],
  [
    'More pages of pool were found than the {held} pages that the dump describes',
    'ダンプにある {held} ページよりも多くの Pool のページが見つかりました',
  ],
  [
    'More than {most} blocks; the rest was not walked',
    'ブロックが {most} 個を超えたため、残りは走査していません',
  ],
  [
    '{rows} rows of the big page table at {va} make no sense',
    '{va} の大きな割り当てのテーブルのうち、{rows} 行の内容が不正です',
  ],
  [
    'Allocations in the big page table at {va} overlap; it is damaged',
    '{va} の大きな割り当てのテーブルで領域が重複しており、壊れています',
  ],
  ['no paged pool descriptor', 'Paged Pool の POOL_DESCRIPTOR がありません'],
  ['no pool descriptor', 'POOL_DESCRIPTOR がありません'],

  // Code.
  ["part of the text '{text}'", '文字列「{text}」の一部'],
  [
    'data in {section}, no code refers to it as a tag',
    '{section} のデータで、Tag として参照するコードがない',
  ],
  ['the headers', 'ヘッダー'],
  ['code at the edge of a page that cannot be read', '読み取れないページに接するコード'],
  [
    'bytes in a code section that are no operand: data, or parts of several instructions',
    'コード セクション内にあるが、命令のオペランドではない',
  ],
  ['{operand}: compared with, not allocated', '{operand}で、比較に使われるのみ'],
  ['{operand}: no allocator is reached from there', '{operand}で、確保の関数に渡らない'],
  [
    '{operand}: the call behind it is to {callee}, no allocator',
    '{operand}で、続く呼び出し先 {callee} は確保の関数ではない',
  ],
  ['operand of {mnemonic} at {va}', '{va} の {mnemonic} のオペランド'],
  ['{said}; but {doubts}', '{said}。ただし {doubts}'],
  [
    '{loaded} at {va} makes {tag} the tag of {allocator}, {called}',
    '{va} の{loaded}により {tag} が {allocator} の Tag になる ({called})',
  ],
  ['the push', ' push '],
  ['the store to the stack', 'スタックへの書き込み'],
  ['the load of a register', 'レジスターへの読み込み'],
  ['the use of a global variable', 'グローバル変数の使用'],
  ['called at {va} through the slot {slot}', '{va} でスロット {slot} から呼び出し'],
  ['called at {va} through the slot', '{va} でスロットから呼び出し'],
  ['called directly at {va}', '{va} で直接呼び出し'],
  [
    'called at {va} through a register loaded from {slot}',
    '{va} で、{slot} から読み込んだレジスターにより呼び出し',
  ],
  ['called at {va} through a register', '{va} でレジスターにより呼び出し'],
  [
    "called at {va} through the framework's function table",
    '{va} でフレームワークの関数テーブルから呼び出し',
  ],
  ['called at {va} through the thunk {thunk}', '{va} で中継関数 {thunk} から呼び出し'],
  [
    'called at {va} through {wrapper}, which passes the tag on',
    '{va} で、Tag を引き渡す {wrapper} から呼び出し',
  ],
  ['a call in between takes an unknown number of arguments', '途中の呼び出しの引数の数が分からない'],
  [
    'the register may hold another routine on another way',
    '別の経路ではレジスターが他の関数を指す可能性がある',
  ],
  [
    'the place in the framework table is that of version 1.x',
    'フレームワークの関数テーブルをバージョン 1.x のものとみなしている',
  ],
  ['the wrapper passes on another tag on some ways', '引き渡す関数が、経路によっては別の Tag を渡す'],
  ['the start of the function is not known', '関数の先頭が分からない'],
  ['on other ways to the call another tag is passed', '別の経路では別の Tag が渡される'],
  [
    'the variable {va} may have held another tag before',
    '変数 {va} に以前は別の Tag が入っていた可能性がある',
  ],
];
