import type { OwnerSite } from '../../analysis/owner-facts.ts';
import type { MemoryName, UnreadKind } from '../../analysis/unread-facts.ts';
import type { ThresholdName } from '../../diagnosis/thresholds.ts';
import type { DamageReason } from '../../pool/page-damage.ts';

/** Words of one language for what the rooms below call by fixed names. */
export interface Terms {
  /** What each rule looks for, by the rule's id. */
  readonly checks: Readonly<Record<string, string>>;
  /** Amounts of `!vm`. */
  readonly memory: Readonly<Record<MemoryName, string>>;
  /** What is wrong with a block header. */
  readonly damage: Readonly<Record<DamageReason, string>>;
  readonly confidence: Readonly<Record<OwnerSite['confidence'], string>>;
  /** What each limit is compared with. */
  readonly thresholds: Readonly<Record<ThresholdName, string>>;
  /** What could not be read, and why; values as in messages. */
  readonly unreadWhat: Readonly<Record<UnreadKind, string>>;
  readonly unreadWhy: Readonly<Record<UnreadKind, string>>;
}
