import type { Remarks } from './remark.ts';

/** Where the limits of the rules were taken from, in Japanese. */
export const jaOrigins: Remarks = [
  ['ours', '本ツールの基準'],
  ['ours; {reason}', '本ツールの基準 ({reason})'],
  ['the debugger warns at 85.9 % or below', 'デバッガーは 85.9 % 以下で警告する'],
  [
    'the debugger is silent at 81.9 % though allocations failed',
    '確保が失敗していてもデバッガーは 81.9 % では警告しない',
  ],
  [
    'failures are put down to a pool only if it uses this much of its maximum',
    '使用率がこれに満たない Pool の失敗とはみなさない',
  ],
  [
    'where failures cannot be read, a pool below this is not called short',
    '失敗回数が読み取れない場合、これ未満を逼迫とはみなさない',
  ],
  [
    'where failures cannot be read, from here on a pool counts as short',
    '失敗回数が読み取れない場合、これ以上を逼迫とみなす',
  ],
  [
    'published leaks hold 90 % and more of their pool',
    '公開されているリークの例では Pool の 90 % 以上を占める',
  ],
  [
    'the second tag of published leaks is hundreds of times smaller',
    '公開されているリークの例では次の Tag の数百倍になる',
  ],
  [
    'a tag below half of its pool leads if the next is this much smaller',
    'Pool の半分に満たない Tag でも、次の Tag をこれだけ上回れば首位とみなす',
  ],
  ['below this a tag does not explain a full pool', 'これ未満の Tag は逼迫の説明にならない'],
  [
    'of the whole system address space, whatever the pool allows',
    'Pool の上限にかかわらず、システム アドレス空間全体に対して',
  ],
  [
    'public guide of support engineers for 32-bit processes',
    '公開されているサポート エンジニアの指針 (32 ビット プロセス)',
  ],
  ['Performance Team article: suspect, not proof', 'Performance Team の記事 (疑いであり、証明ではない)'],
  [
    'public guide: lsass, Exchange store, SQL Server',
    '公開されている指針 (lsass、Exchange Store、SQL Server)',
  ],
  [
    'below this no handle leak is called, whatever else fits',
    'これ未満では、他の条件が合ってもリークと判断しない',
  ],
  [
    'published handle leaks hold 99 % of all objects of the type',
    '公開されている Handle リークの例では、同じ種類の全オブジェクトの 99 % を保持する',
  ],
  [
    'a majority decides where a table could not be read whole',
    '完全には読み取れないテーブルがある場合は、過半数で判断する',
  ],
  ['nearly all objects held have ended', '保持されているオブジェクトのほとんどが終了済み'],
  ['most objects of the type have no handle', '同じ種類のオブジェクトの大半に Handle がない'],
  [
    'a 32-bit process has room for about 2,000 default stacks',
    '32 ビット プロセスの既定のスタックは約 2,000 個まで',
  ],
  [
    'public performance guidance for 32-bit Windows',
    '公開されている 32 ビット Windows のパフォーマンスの指針',
  ],
  [
    'pools alone leave little for cache, sessions and stacks',
    '両方の Pool だけで、キャッシュ、Session、スタックの余地がほとんどない',
  ],
  ['available share of physical memory', '物理メモリに対する空きの割合'],
  ['the pool has reached its maximum', 'Pool が上限に達している'],
  [
    'tens of megabytes are normal for registry and file cache',
    'レジストリとファイル キャッシュでは数十 MB は正常',
  ],
  ['as for the system pools', 'システムの Pool と同じ基準'],
  [
    'smaller session pools are normal whatever fills them',
    'これより小さい Session Pool は、内訳にかかわらず正常',
  ],
  [
    'with more code missing, size and pool must agree',
    'これを超える場合は、サイズと Pool の種類の一致も必要',
  ],
  [
    'with more code missing another owner cannot be excluded',
    'これを超える場合は、他の所有者の可能性を除外できない',
  ],
];
