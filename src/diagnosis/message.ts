import type { PoolName } from '../analysis/analysis.ts';
import type { DamageReason } from '../pool/page-damage.ts';
import type { AbsenceReason } from '../units/value.ts';

/**
 * What findings say, by key, with the values each sentence needs. Catalogues in the report turn a key
 * into a sentence of one language; nothing below the report knows any language.
 */
export interface Messages {
  'pool-exhausted.title': { pool: PoolName };
  'pool-exhausted.summary-full': { pool: PoolName; used: number; maximum: number; share: number };
  'pool-exhausted.summary-failing': { pool: PoolName; failures: number; used: number; share: number };
  'pool-exhausted.usage': { pool: PoolName; used: number; maximum: number; share: number };
  'pool-exhausted.failures': { failures: number };
  'pool-exhausted.reason': { reason: string; count: number };
  'pool-exhausted.reason-space': { used: number; space: number; share: number };
  'pool-exhausted.reason-ptes': { entries: number; limit: number };
  'pool-exhausted.reason-commit': { used: number; limit: number; share: number };
  'pool-exhausted.reason-memory': { available: number; physical: number };
  'pool-exhausted.reason-maximum': { pool: PoolName };
  'pool-exhausted.cumulative': Nothing;
  'pool-exhausted.below-maximum': { pool: PoolName; share: number };
  'pool-exhausted.next': Nothing;
  'pool-exhausted.no': { paged: number; nonpaged: number };
  /** Names of amounts, with commas between them. */
  'pool-exhausted.unread': { names: string };

  'pool-failures.title': { failures: number };
  'pool-failures.summary': { failures: number };
  'pool-failures.next': Nothing;

  'dominant-tag.title': { tag: string; pool: PoolName; share: number };
  'dominant-tag.summary': { tag: string; pool: PoolName; bytes: number; share: number; blocks: number };
  'dominant-tag.use': {
    tag: string;
    pool: PoolName;
    bytes: number;
    share: number;
    blocks: number;
    average: number;
  };
  'dominant-tag.second': { tag: string; bytes: number; times: number };
  'dominant-tag.counts': { allocs: number; frees: number };
  'dominant-tag.walked': { blocks: number; big: number; bytes: number };
  'dominant-tag.described': { tag: string; description: string };
  'dominant-tag.by-walk': { tag: string };
  'dominant-tag.tracker-incomplete': Nothing;
  'dominant-tag.second-close': { tag: string; bytes: number; times: number };
  'dominant-tag.no': { pool: PoolName; tag: string; share: number };
  'dominant-tag.no-tags': { pool: PoolName };
  'dominant-tag.snapshot': Nothing;

  'driver-tag.title': { driver: string; tag: string; pool: PoolName; bytes: number };
  'driver-tag.summary': {
    driver: string;
    tag: string;
    pool: PoolName;
    bytes: number;
    share: number;
    blocks: number;
  };
  'driver-tag.site': { site: number; symbol: string; allocator: string; call: number };
  'driver-tag.size-agrees': { size: number; average: number };
  'driver-tag.size-differs': { size: number; average: number };
  'driver-tag.type-agrees': { pool: PoolName; poolType: number };
  'driver-tag.type-differs': { pool: PoolName; poolType: number };
  'driver-tag.loop': { site: number };
  'driver-tag.only-one': { modules: number };
  'driver-tag.decoy': { address: number; module: string; why: string };
  'driver-tag.not-short': { pool: PoolName };
  'driver-tag.maybe-short': { pool: PoolName };
  'driver-tag.code-missing': { missing: number; pages: number };
  'driver-tag.search-stopped': Nothing;
  'driver-tag.untraced': { calls: number };
  'driver-tag.site-unsure': { confidence: string };
  'driver-tag.known-elsewhere': { tag: string; description: string };
  'driver-tag.normal-use': { tag: string; description: string };
  'driver-tag.next-vendor': { driver: string; tag: string; site: number };
  'driver-tag.next-watch': { driver: string; tag: string; site: number };
  'driver-tag.next-stop': { driver: string };
  'driver-tag.no': Nothing;
  'driver-tag.object-tag': { tag: string; type: string };
  'driver-tag.unread': { tag: string };

  'shared-tag.title': { tag: string; pool: PoolName; bytes: number };
  'shared-tag.summary-default': { tag: string; pool: PoolName; bytes: number; share: number };
  'shared-tag.summary-several': {
    tag: string;
    pool: PoolName;
    bytes: number;
    share: number;
    modules: string;
  };
  'shared-tag.candidate': { module: string; site: number; size: string };
  'shared-tag.next': { tag: string };
  'shared-tag.no': Nothing;

  'handle-leak.title': { process: string; pid: number; type: string; handles: number };
  'handle-leak.summary-dead': {
    process: string;
    pid: number;
    type: string;
    handles: number;
    objects: number;
    dead: number;
    tag: string;
  };
  'handle-leak.summary': {
    process: string;
    pid: number;
    type: string;
    handles: number;
    objects: number;
    total: number;
    tag: string;
  };
  'handle-leak.summary-all-dead': {
    process: string;
    pid: number;
    type: string;
    handles: number;
    objects: number;
    tag: string;
  };
  'handle-leak.handles': { process: string; handles: number; total: number; type: string };
  'handle-leak.objects': { process: string; objects: number; total: number; share: number; type: string };
  'handle-leak.dead': { dead: number; objects: number; type: string };
  'handle-leak.all-dead': { objects: number; type: string };
  'handle-leak.blocks': { tag: string; blocks: number; bytes: number; pool: PoolName; share: number };
  'handle-leak.sample': { handle: number; object: number; access: number };
  'handle-leak.belongs-elsewhere': {
    process: string;
    owner: string;
    ownerPid: number;
    objects: number;
    type: string;
  };
  'handle-leak.both-hold': { process: string; other: string; type: string };
  'handle-leak.heavy-user': { process: string; limit: number };
  'handle-leak.alive': { type: string };
  'handle-leak.not-short': { pool: PoolName };
  'handle-leak.other-tag': { tag: string; pool: PoolName; share: number };
  'handle-leak.table-unread': { process: string };
  'handle-leak.type-unread': { type: string };
  'handle-leak.next-thread': { process: string };
  'handle-leak.next-process': { process: string };
  'handle-leak.next-token': { process: string };
  'handle-leak.next-other': { process: string; type: string };
  'handle-leak.next-opened': { process: string; type: string; owner: string; ownerPid: number };
  'handle-leak.next-service': { process: string; pid: number; type: string };
  'handle-leak.next-restart': { process: string };
  'handle-leak.no': { process: string; handles: number };
  'handle-leak.no-handles': Nothing;
  'handle-leak.unread': Nothing;

  'kernel-handles.title': { type: string; handles: number };
  'kernel-handles.summary': { type: string; handles: number; tag: string; pool: PoolName };
  'kernel-handles.next': { type: string };

  'handle-tables.title': { bytes: number; handles: number };
  'handle-tables.summary': { bytes: number; handles: number; process: string; pid: number; most: number };
  'handle-tables.next': { process: string };
  'handle-tables.no': { bytes: number };

  'many-handles.title': { process: string; pid: number; handles: number };
  'many-handles.summary': { process: string; pid: number; handles: number; most: number; type: string };
  'many-handles.types': { process: string; types: string };
  'many-handles.next': { process: string };
  'many-handles.told': { process: string; handles: number };
  'many-handles.no': { process: string; handles: number };

  'dead-objects.title': { dead: number; type: string };
  'dead-objects.summary-handles': { dead: number; found: number; type: string; held: number };
  'dead-objects.summary-pointers': { dead: number; found: number; type: string; pointers: number };
  'dead-objects.next': { type: string };
  'dead-objects.no': { dead: number };
  'dead-objects.unread': Nothing;

  'kernel-reference.title': { objects: number; type: string; tag: string };
  'kernel-reference.summary': {
    objects: number;
    found: number;
    type: string;
    tag: string;
    bytes: number;
    pool: PoolName;
  };
  'kernel-reference.no-handles': { objects: number; withHandles: number; type: string };
  'kernel-reference.sample': { object: number };
  'kernel-reference.next': { type: string };
  'kernel-reference.no': Nothing;
  'kernel-reference.partly': { found: number; total: number; type: string };

  'thread-explosion.title': { process: string; pid: number; threads: number };
  'thread-explosion.summary': { process: string; pid: number; threads: number; total: number };
  'thread-explosion.next': { process: string };
  'thread-explosion.no': { process: string; threads: number };
  'thread-explosion.unread': Nothing;

  'process-explosion.title': { processes: number };
  'process-explosion.summary': { processes: number; exited: number; name: string; count: number };
  'process-explosion.parent': { parent: string; pid: number; count: number };
  'process-explosion.next': Nothing;
  'process-explosion.no': { processes: number };
  'process-explosion.unread': { processes: number };

  'token-leak.title': { tokens: number };
  'token-leak.summary': { tokens: number; bytes: number; pool: PoolName };
  'token-leak.holders': { holders: string };
  'token-leak.next': Nothing;
  'token-leak.no': { tokens: number };

  'session-pool.title': { session: number; bytes: number };
  'session-pool.summary-tag': { session: number; tag: string; bytes: number; share: number; blocks: number };
  'session-pool.summary-failures': { session: number; failures: number; bytes: number };
  'session-pool.usage': { session: number; pages: number; bytes: number };
  'session-pool.second': { tag: string; bytes: number };
  'session-pool.next': { session: number };
  'session-pool.no': { sessions: number };
  'session-pool.unread': { session: number };
  'session-pool.none': Nothing;

  'normal-growth.title-registry': { bytes: number };
  'normal-growth.title-files': { bytes: number };
  'normal-growth.summary-registry': { bytes: number; share: number; tags: string };
  'normal-growth.summary-files': { bytes: number; share: number; tags: string };
  'normal-growth.next-registry': Nothing;
  'normal-growth.next-files': Nothing;
  'normal-growth.no': { bytes: number };

  'system-ptes.title': { entries: number };
  'system-ptes.summary': { entries: number; limit: number };
  'system-ptes.next': Nothing;
  'system-ptes.no': { entries: number };
  'system-ptes.unread': { absent: AbsenceReason; at: string };

  'pool-corruption.title': { pages: number };
  'pool-corruption.summary': { pages: number; read: number };
  'pool-corruption.page': { page: number; offset: number; why: DamageReason; tag: string };
  'pool-corruption.damaged-dump': Nothing;
  'pool-corruption.next': Nothing;
  'pool-corruption.no': { pages: number };
  'pool-corruption.unread': { why: string };

  'unexplained-use.title': { pool: PoolName };
  'unexplained-use.title-tag': { tag: string; pool: PoolName; bytes: number };
  'unexplained-use.summary': { pool: PoolName };
  'unexplained-use.summary-unread': { pool: PoolName };
  'unexplained-use.summary-load': { tag: string; pool: PoolName; bytes: number; share: number };
  'unexplained-use.summary-tag': { tag: string; pool: PoolName; bytes: number; share: number };
  'unexplained-use.kernel': { tag: string };
  'unexplained-use.no-code': { tag: string };
  'unexplained-use.object': { tag: string; type: string };
  'unexplained-use.tables-unread': { processes: string; count: number };
  'unexplained-use.next-load': Nothing;
  'unexplained-use.no': Nothing;

  'check.stopped': Nothing;

  'nothing-wrong.title': Nothing;
  'nothing-wrong.title-partly': Nothing;
  'nothing-wrong.summary': { rules: number };
  'nothing-wrong.summary-partly': { rules: number; untold: number };
  'nothing-wrong.usage': { pool: PoolName; used: number; maximum: number; share: number };
  'nothing-wrong.untold': { rule: string };
  'nothing-wrong.snapshot': Nothing;
  'nothing-wrong.next': Nothing;
  'nothing-wrong.no': { findings: number };
}

/** No values. */
export type Nothing = Readonly<Record<string, never>>;

export type MessageKey = keyof Messages;

/** One sentence before it has a language. */
export type Message = {
  readonly [K in MessageKey]: { readonly key: K; readonly values: Messages[K] };
}[MessageKey];

/** A message; keys without values take none. */
export function message<K extends MessageKey>(
  key: K,
  ...[values]: Messages[K] extends Nothing ? [] : [values: Messages[K]]
): Message {
  return { key, values: values ?? {} } as Message;
}
