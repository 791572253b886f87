import type { Catalogue } from './catalogue.ts';

/** What findings say, in Japanese. The same values and formats as in en-messages.ts. */
export const jaMessages: Catalogue['messages'] = {
  'pool-exhausted.title': '{pool:pool} が枯渇しています',
  'pool-exhausted.summary-full':
    '{pool:pool} が枯渇しています。上限 {maximum:bytes} のうち {used:bytes} ({share:percent}) が使用中です。',
  'pool-exhausted.summary-failing':
    'Pool の確保が {failures} 回失敗しています。{pool:pool} は {used:bytes} を使用し (上限の {share:percent})、もう一方より逼迫しています。',
  'pool-exhausted.usage':
    '{pool:pool}: 上限 {maximum:exact} バイト中 {used:exact} バイトを使用 ({share:percent})',
  'pool-exhausted.failures': '起動後、Pool の確保が {failures} 回失敗',
  'pool-exhausted.reason': '失敗の理由 {reason}: {count} 回',
  'pool-exhausted.reason-space':
    'アドレス空間: 2 つの Pool の合計 {used:bytes} が、システム空間 {space:bytes} の {share:percent} を占めている',
  'pool-exhausted.reason-ptes':
    'ページ テーブル エントリ: 空きシステム PTE は {entries} 個のみ ({limit} 個未満)',
  'pool-exhausted.reason-commit':
    'コミット: 制限 {limit:bytes} のうち {used:bytes} をコミット済み ({share:percent})',
  'pool-exhausted.reason-memory': 'メモリ: {physical:bytes} のうち利用可能なのは {available:bytes} のみ',
  'pool-exhausted.reason-maximum': '{pool:pool} は自身の上限に達している',
  'pool-exhausted.cumulative':
    '失敗回数は起動後の累計で、すべての Pool の合計です。いつ失敗したかは分かりません',
  'pool-exhausted.below-maximum':
    '{pool:pool} は上限の {share:percent} です。ただし 32 ビットでは上限まで使えるとは限りません',
  'pool-exhausted.next':
    '以下の Tag の内訳を確認してください。32 ビット環境ではメモリを増設しても Pool は広がりません。',
  'pool-exhausted.no':
    '確保の失敗はなく、上限に対して NonPaged Pool は {nonpaged:percent}、Paged Pool は {paged:percent} です',
  'pool-exhausted.unread': '読み取れません: {names:memory}',

  'pool-failures.title': 'Pool の確保が {failures} 回失敗したことがあります',
  'pool-failures.summary':
    '起動後に Pool の確保が {failures} 回失敗していますが、現時点でどの Pool も逼迫していません。',
  'pool-failures.next':
    '失敗回数が増え続けるか監視し、増えている時点でダンプを採取してください。Session Pool や優先度の低い要求の失敗も含まれます。',

  'dominant-tag.title': 'Tag {tag} が {pool:pool} の {share:percent} を占めています',
  'dominant-tag.summary':
    'Tag {tag} が {blocks} ブロック、{bytes:bytes} を使用し、{pool:pool} の使用量の {share:percent} を占めています。',
  'dominant-tag.use':
    'Tag {tag}: {blocks} ブロック、{pool:pool} {bytes:exact} バイト ({share:percent})、平均 {average} バイト',
  'dominant-tag.second': '次に多い Tag {tag} は {bytes:exact} バイトで、{times:times} 分の 1',
  'dominant-tag.counts': '起動後の確保 {allocs} 回、解放 {frees} 回',
  'dominant-tag.walked':
    'Pool の走査で、この Tag のブロック {blocks} 個と大きな割り当て {big} 個、計 {bytes:exact} バイトを確認',
  'dominant-tag.described': 'Tag 一覧の説明: {tag} は「{description}」(資料であり、証拠ではない)',
  'dominant-tag.by-walk': 'カーネルの Tag {tag} の統計は読み取れないため、Pool 内のブロックを数えました',
  'dominant-tag.tracker-incomplete': 'カーネルの Tag 統計の一部が読み取れません',
  'dominant-tag.second-close':
    '次に多い Tag {tag} も {bytes:bytes} を使用しており、{times:times} 分の 1 にすぎません',
  'dominant-tag.no': '{pool:pool} で最も多い Tag は {tag} の {share:percent} です',
  'dominant-tag.no-tags': '{pool:pool} の Tag ごとの使用量を完全には読み取れません',
  'dominant-tag.snapshot': '1 つのダンプは一時点の状態であり、増加の経過は分かりません',

  'driver-tag.title': '{driver} が {pool:pool} を使い切っています (Tag {tag}、{bytes:bytes})',
  'driver-tag.summary':
    '{driver} が Tag {tag} で Pool を確保しています。この Tag は {blocks} ブロック、{bytes:bytes} で、{pool:pool} の使用量の {share:percent} を占めています。',
  'driver-tag.site':
    '{site:address} のコード ({symbol}) がこの Tag を {allocator} に渡している (呼び出し {call:address})',
  'driver-tag.size-agrees':
    'その呼び出しの要求サイズは {size} バイト、Pool 内のブロックは平均 {average} バイト',
  'driver-tag.size-differs':
    'その呼び出しの要求サイズは {size} バイトですが、ブロックは平均 {average} バイトです',
  'driver-tag.type-agrees': 'その呼び出しの POOL_TYPE は {poolType} で、{pool:pool} を指す',
  'driver-tag.type-differs': 'その呼び出しの POOL_TYPE は {poolType} で、{pool:pool} ではありません',
  'driver-tag.loop': '{site:address} の呼び出しはループの中にある',
  'driver-tag.only-one':
    '読み込まれている {modules} 個のモジュールのうち、この Tag で確保するコードを持つのは他にない',
  'driver-tag.decoy': '{module} の {address:address} にも同じ 4 文字があるが、根拠にはならない: {why:remark}',
  'driver-tag.not-short': '{pool:pool} は逼迫しておらず、通常の使用かもしれません',
  'driver-tag.maybe-short': '{pool:pool} が逼迫しているかどうかは、このダンプからは判断できません',
  'driver-tag.code-missing':
    'ドライバーのコード {pages} ページのうち {missing} ページがダンプになく、同じ Tag を使うコードが他にある可能性があります',
  'driver-tag.search-stopped': 'ドライバーのコードの検索が途中で打ち切られました',
  'driver-tag.untraced': '{calls} か所の呼び出しで Tag を追跡できませんでした',
  'driver-tag.site-unsure': 'コードが Tag を渡していることの確度: {confidence:confidence}',
  'driver-tag.known-elsewhere':
    'Tag {tag} は「{description}」として知られており、これを使うコードの一部がダンプにありません',
  'driver-tag.normal-use': 'Tag {tag} ({description}) は正常な環境でも負荷に応じて増えます',
  'driver-tag.next-vendor':
    '{driver} の製造元に、Tag {tag} の Pool を {site:address} で確保し解放していないことを伝え、修正版を確認してください。',
  'driver-tag.next-watch':
    'Tag {tag} の推移を poolmon で確認してください。増え続ける場合は、{site:address} で確保していることを {driver} の開発元に伝えてください。',
  'driver-tag.next-stop': 'それまでは {driver} を無効にするか削除し、または枯渇する前に再起動してください。',
  'driver-tag.no': 'ドライバーの Tag で占められている Pool はありません',
  'driver-tag.object-tag': '最も多い Tag {tag} は {type} オブジェクトのもので、保持元を確認します',
  'driver-tag.unread': 'Tag {tag} で確保するコードを検索していないか、読み取れません',

  'shared-tag.title': 'Tag {tag} が {pool:pool} を占めています ({bytes:bytes})。所有者は特定できません',
  'shared-tag.summary-default':
    'Tag {tag} が {pool:pool} の {bytes:bytes} ({share:percent}) を占めています。これは固有の Tag を指定しないドライバーに共通の Tag で、特定のドライバーを示しません。',
  'shared-tag.summary-several':
    'Tag {tag} が {pool:pool} の {bytes:bytes} ({share:percent}) を占めています。複数のモジュールがこの Tag で確保します: {modules}。どれのブロックかは、ダンプだけでは判断できません。',
  'shared-tag.candidate': '{module} が {site:address} でこの Tag を使用、サイズ {size}',
  'shared-tag.next':
    '発生中に呼び出し元を確認してください: 疑わしいドライバーに Driver Verifier の Pool 追跡を設定する、稼働中の環境で nt!PoolHitTag に Tag {tag} を設定する、または Pool のスタック トレースを採取する。',
  'shared-tag.no': '共有の Tag で占められている Pool はありません',

  'handle-leak.title': '{process} (PID {pid:pid}) が {type} の Handle を {handles} 個保持しています',
  'handle-leak.summary-dead':
    '{process} (PID {pid:pid}) が {type} オブジェクトの Handle を {handles} 個開いたままにしています。対象の {objects} 個のうち {dead} 個はすでに終了しており、Close されない Handle がそのメモリ (Tag {tag}) を残しています。',
  'handle-leak.summary-all-dead':
    '{process} (PID {pid:pid}) が {type} オブジェクトの Handle を {handles} 個開いたままにしています。対象のオブジェクト {objects} 個はすべて終了済みですが、Handle が閉じられないため、そのメモリ (Tag {tag}) が解放されません。',
  'handle-leak.summary':
    '{process} (PID {pid:pid}) が {type} オブジェクトの Handle を {handles} 個開いており、全 {total} 個のうち {objects} 個を保持しています。開いている Handle がそのメモリ (Tag {tag}) を残しています。',
  'handle-leak.handles': '{process}: Handle {total} 個のうち {handles} 個が {type} オブジェクト',
  'handle-leak.objects':
    '{type} オブジェクト {total} 個のうち {objects} 個 ({share:percent}) を {process} が保持',
  'handle-leak.dead':
    'その {type} オブジェクト {objects} 個のうち {dead} 個は終了済みで、もう使われることはない',
  'handle-leak.all-dead': 'その {type} オブジェクト {objects} 個はすべて終了済みで、もう使われることはない',
  'handle-leak.blocks': 'Tag {tag}: {blocks} ブロック、{pool:pool} {bytes:exact} バイト ({share:percent})',
  'handle-leak.sample': '例: Handle {handle:hex}、オブジェクト {object:address}、アクセス {access:address}',
  'handle-leak.belongs-elsewhere':
    '{type} オブジェクトのうち {objects} 個は {owner} (PID {ownerPid:pid}) のものだが、残しているのは {process}',
  'handle-leak.both-hold':
    '{other} も {process} と同程度の {type} オブジェクトを保持しており、どちらか一方だけでも残ります',
  'handle-leak.heavy-user': '{process} は正常時にも多数の Handle を持つことがあります ({limit} 個程度まで)',
  'handle-leak.alive':
    '{type} オブジェクトは使用可能な状態で、1 つのダンプでは高負荷とリークを区別できません',
  'handle-leak.not-short': 'オブジェクトが置かれる {pool:pool} の逼迫は確認できていません',
  'handle-leak.other-tag': '同じ {pool:pool} の {share:percent} を Tag {tag} が占めています',
  'handle-leak.table-unread':
    '{process} の Handle テーブルの一部がダンプになく、実際の数はさらに多い可能性があります',
  'handle-leak.type-unread':
    'Pool または Handle テーブルの一部がダンプになく、数えられない {type} オブジェクトがあります',
  'handle-leak.next-thread':
    '{process} の開発元に確認してください。CreateThread や _beginthreadex が返す Handle は、不要になった時点で CloseHandle する必要があります。',
  'handle-leak.next-process':
    '{process} の開発元に確認してください。CreateProcess や OpenProcess が返す Handle (hProcess、hThread) は CloseHandle する必要があります。',
  'handle-leak.next-token':
    '{process} の開発元に確認してください。LogonUser、OpenProcessToken、DuplicateToken が返す Handle は CloseHandle する必要があります。',
  'handle-leak.next-other':
    '{process} の開発元に、{type} オブジェクトの Handle を CloseHandle しているか確認してください。',
  'handle-leak.next-opened':
    '{process} の開発元に確認してください。{owner} (PID {ownerPid:pid}) の {type} オブジェクトを開き、その Handle を CloseHandle していません。',
  'handle-leak.next-service':
    '{process} はサービスのホストです。PID {pid:pid} で動作しているサービスを tasklist /svc で確認してください。そのいずれかが {type} オブジェクトの Handle を閉じていません。',
  'handle-leak.next-restart':
    'それまでは、枯渇する前に {process} を再起動してください。終了すれば Handle は閉じられます。',
  'handle-leak.no': '1 種類の Handle が最も多いのは {process} の {handles} 個で、異常ではありません',
  'handle-leak.no-handles': '目立つ Handle はありません',
  'handle-leak.unread': 'Handle テーブルが読み取れません',

  'kernel-handles.title': 'カーネル自身が {type} の Handle を {handles} 個保持しています',
  'kernel-handles.summary':
    'System プロセスが {type} オブジェクト (Tag {tag}、{pool:pool}) の Handle を {handles} 個開いています。カーネル内で開かれたもので、どのドライバーによるかは Handle テーブルからは特定できません。',
  'kernel-handles.next':
    '{type} オブジェクトの名前やアクセス権を手がかりにするか、稼働中の環境で PID 4 の Handle トレース (!htrace) を有効にしてください。',

  'handle-tables.title': 'Handle {handles} 個のテーブルが {bytes:bytes} を使用しています',
  'handle-tables.summary':
    '全プロセスの Handle {handles} 個のテーブルが Paged Pool の {bytes:bytes} を使用しています。そのうち {most} 個は {process} (PID {pid:pid}) のものです。',
  'handle-tables.next': '繰り返し開かれている Handle について {process} の開発元に確認してください。',
  'handle-tables.no': 'Handle テーブルの使用量は {bytes:bytes} です',

  'many-handles.title': '{process} (PID {pid:pid}) の Handle が {handles} 個あります',
  'many-handles.summary':
    '{process} (PID {pid:pid}) は Handle を {handles} 個開いており、そのうち {most} 個は {type} オブジェクトです。これほど必要とするプログラムはまれです。',
  'many-handles.types': '{process} の Handle の内訳: {types}',
  'many-handles.next':
    'タスク マネージャーで {process} のハンドル数の推移を確認してください。増え続ける場合は、閉じていないものを開発元に確認してください。',
  'many-handles.told': '{process} の Handle {handles} 個は上記のとおりです',
  'many-handles.no': 'Handle が最も多いのは {process} の {handles} 個です',

  'dead-objects.title': '終了した {type} オブジェクトが {dead} 個残っています',
  'dead-objects.summary-handles':
    '{type} オブジェクト {found} 個のうち {dead} 個は終了済みで、{held} 個が Handle によって残っています。',
  'dead-objects.summary-pointers':
    '{type} オブジェクト {found} 個のうち {dead} 個は終了済みで、そのうち {pointers} 個は Handle がなく参照だけで残っています。',
  'dead-objects.next':
    '{type} オブジェクトの保持元を確認してください。Handle ならプロセス、参照ならドライバーです。',
  'dead-objects.no': '終了後も残っている Thread と Process は {dead} 個で、正常の範囲です',
  'dead-objects.unread': 'Pool 内のオブジェクトが読み取れません',

  'kernel-reference.title': '{type} オブジェクト {objects} 個 (Tag {tag}) が Handle なしで残っています',
  'kernel-reference.summary':
    '{type} オブジェクト {found} 個のうち {objects} 個 (Tag {tag}、{pool:pool} {bytes:bytes}) には Handle がないのに参照が残っています。ドライバーが参照を解放しない場合にこうなりますが、どのドライバーかはこのダンプからは特定できません。',
  'kernel-reference.no-handles':
    '{type} オブジェクト {objects} 個は HandleCount が 0 で PointerCount が 0 より大きい。Handle があるのは {withHandles} 個',
  'kernel-reference.sample': '例: オブジェクト {object:address}',
  'kernel-reference.next':
    '{type} オブジェクトの参照トレース (gflags /ro) または Driver Verifier を有効にして再現させ、ObDereferenceObject を呼ばないドライバーを確認してください。',
  'kernel-reference.no': '参照だけで残っているオブジェクトが多い種類はありません',
  'kernel-reference.partly': '{type} オブジェクト {total} 個のうち、ダンプで確認できたのは {found} 個です',

  'thread-explosion.title': '{process} (PID {pid:pid}) の Thread が {threads} 個あります',
  'thread-explosion.summary':
    '{process} (PID {pid:pid}) には動作中の Thread が {threads} 個あります (システム全体で {total} 個)。',
  'thread-explosion.next':
    '{process} の Thread が何を待っているか確認し、終了しない理由を開発元に確認してください。',
  'thread-explosion.no': 'Thread が最も多いのは {process} の {threads} 個です',
  'thread-explosion.unread': 'Thread を数えられません',

  'process-explosion.title': 'プロセスが {processes} 個あります',
  'process-explosion.summary':
    'プロセス {processes} 個のうち {exited} 個は終了済みです。{count} 個の名前は {name} です。',
  'process-explosion.parent': 'そのうち {count} 個は {parent} (PID {pid:pid}) が起動',
  'process-explosion.next': '何が起動しているか、終了しているかを確認してください。',
  'process-explosion.no': 'プロセスは {processes} 個です',
  'process-explosion.unread': 'プロセス一覧が途切れています ({processes} 個のみ読み取りました)',

  'token-leak.title': 'アクセス トークンが {tokens} 個残っています',
  'token-leak.summary':
    'アクセス トークン {tokens} 個が {pool:pool} の {bytes:bytes} を使用していますが、1 つのプロセスが保持しているのではありません。',
  'token-leak.holders': '主な保持元: {holders}',
  'token-leak.next':
    '終了しないログオン セッションや、偽装 (impersonate) を元に戻さないサービスを確認してください。',
  'token-leak.no': 'アクセス トークンは {tokens} 個です',

  'session-pool.title': 'Session {session} が Session Pool を {bytes:bytes} 使用しています',
  'session-pool.summary-tag':
    'Session {session} では Tag {tag} が {blocks} ブロック、{bytes:bytes} の Session Pool を使用しています ({share:percent})。',
  'session-pool.summary-failures':
    'Session {session} では Session Pool の確保が {failures} 回失敗しています。使用量は {bytes:bytes} です。',
  'session-pool.usage': 'Session {session}: Session Paged Pool {pages} ページ、{bytes:exact} バイト',
  'session-pool.second': 'この Session で次に多い Tag {tag} は {bytes:exact} バイト',
  'session-pool.next':
    'Session {session} で、ウィンドウ、メニュー、ビットマップを作成して破棄しないプログラムを、タスク マネージャーの GDI / USER オブジェクト数で確認してください。',
  'session-pool.no': '{sessions} 個の Session のいずれの Pool も、1 つの Tag で占められていません',
  'session-pool.unread': 'Session {session} の Tag 統計が読み取れません',
  'session-pool.none': 'Session が読み取れません',

  'normal-growth.title-registry': 'レジストリが Paged Pool を {bytes:bytes} 使用しています',
  'normal-growth.title-files': 'ファイルの管理情報が Paged Pool を {bytes:bytes} 使用しています',
  'normal-growth.summary-registry':
    'レジストリのハイブとキー ({tags}) が {bytes:bytes}、Paged Pool の {share:percent} を使用しています。これは負荷によるもので、リークではありません。',
  'normal-growth.summary-files':
    'マップされたファイル、ファイル システムとそのフィルター ({tags}) が {bytes:bytes}、Paged Pool の {share:percent} を使用しています。これは負荷によるもので、リークではありません。',
  'normal-growth.next-registry':
    '肥大したハイブや、読み込まれたままの多数のユーザー プロファイルを確認してください。',
  'normal-growth.next-files': '同時に開くファイルを減らすか、64 ビット環境への移行を検討してください。',
  'normal-growth.no': 'レジストリとファイルの管理情報はそれぞれ最大 {bytes:bytes} です',

  'system-ptes.title': '空きシステム PTE は {entries} 個のみです',
  'system-ptes.summary':
    '空きシステム ページ テーブル エントリが {entries} 個 ({limit} 個未満) しか残っておらず、ドライバーのマッピングやカーネル スタックの確保が失敗します。',
  'system-ptes.next': '!sysptes の結果と、/3GB の指定や大きなビデオ メモリの有無を確認してください。',
  'system-ptes.no': '空きシステム PTE は {entries} 個です',
  'system-ptes.unread': '{absent:absence}: {at:remark}',

  'pool-corruption.title': '{pages} ページの Pool でブロック ヘッダーが矛盾しています',
  'pool-corruption.summary':
    '読み取った Pool {read} ページのうち {pages} ページでブロック ヘッダーの連鎖が壊れています。ブロックの末尾を越えて書き込まれた可能性があります。',
  'pool-corruption.page':
    'ページ {page:address} のオフセット {offset:hex}: {why:damage}。直前のブロックの Tag は {tag}',
  'pool-corruption.damaged-dump':
    'ダンプの書き込み中に変化したページや、壊れたファイルでも同じように見えます',
  'pool-corruption.next':
    '壊れた位置の直前の Tag を使うドライバーに Special Pool (Driver Verifier) を設定してください。',
  'pool-corruption.no': '読み取った Pool {pages} ページのブロック ヘッダーに矛盾はありません',
  'pool-corruption.unread': 'Pool のページを走査できません: {why:remark}',

  'unexplained-use.title': '{pool:pool} を占めているものは、このダンプからは特定できません',
  'unexplained-use.title-tag':
    'Tag {tag} ({pool:pool} {bytes:bytes}) の確保元は、このダンプからは特定できません',
  'unexplained-use.summary':
    '{pool:pool} は逼迫していますが、原因と言える 1 つの Tag やプロセスはなく、負荷または構成によるものと考えられます。',
  'unexplained-use.summary-unread':
    '{pool:pool} は逼迫していますが、Tag の統計を完全には読み取れず、何が占めているかは分かりません。',
  'unexplained-use.summary-load':
    'Tag {tag} が {pool:pool} の {bytes:bytes} ({share:percent}) を占めています。Windows 自身が負荷に応じて使用する Tag で、リークを示す証拠はこのダンプにありません。',
  'unexplained-use.summary-tag':
    'Tag {tag} が {pool:pool} の {bytes:bytes} ({share:percent}) を占めていますが、確保元や保持元を示す証拠はこのダンプにありません。',
  'unexplained-use.kernel':
    'Tag {tag} で確保するコードはカーネル自身にのみあり、他の要求に応じて確保している',
  'unexplained-use.no-code': '読み取れるコードの中に、Tag {tag} で確保するものはない',
  'unexplained-use.object': 'Tag {tag} は {type} オブジェクトのものだが、主な保持元は見つからない',
  'unexplained-use.tables-unread':
    '完全には読み取れない Handle テーブルが {count} 個あります ({processes})。保持元はその中にある可能性があります',
  'unexplained-use.next-load':
    '情報を増やして再度調査してください: Driver Verifier の Pool 追跡、スタック付きの Pool トレース、または poolmon による推移の記録。',
  'unexplained-use.no': '原因の分からない逼迫はありません',

  'check.stopped': '処理が途中で中断されたため、すべては調べていません',

  'nothing-wrong.title': '目立った問題はありません',
  'nothing-wrong.title-partly': '読み取れた範囲では、目立った問題はありません',
  'nothing-wrong.summary': 'どの Pool も逼迫しておらず、{rules} 項目の検査でリークは見つかりませんでした。',
  'nothing-wrong.summary-partly':
    '{rules} 項目の検査でリークは見つかりませんでしたが、{untold} 項目はこのダンプからは判断できません。',
  'nothing-wrong.usage':
    '{pool:pool}: 上限 {maximum:exact} バイト中 {used:exact} バイトを使用 ({share:percent})',
  'nothing-wrong.untold': '判断できない項目: {rule:check}',
  'nothing-wrong.snapshot': '進行の遅いリークは、まだ目立たないことがあります',
  'nothing-wrong.next': '問題が起きていた場合は、発生している最中にダンプを採取してください。',
  'nothing-wrong.no': '上記の検出事項が {findings} 件あります',
};
