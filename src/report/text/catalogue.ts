import type { PoolName } from '../../analysis/analysis.ts';
import type { Evidence, Verdict } from '../../diagnosis/finding.ts';
import type { MessageKey } from '../../diagnosis/message.ts';
import type { Outcome } from '../../diagnosis/rule.ts';
import type { AbsenceReason } from '../../units/value.ts';
import type { Remark } from './remark.ts';
import type { Terms } from './terms.ts';

/** Headings, column titles and other fixed words of the report. */
export interface Labels {
  readonly report: string;
  readonly verdict: string;
  readonly findings: string;
  readonly evidence: string;
  readonly against: string;
  readonly unread: string;
  readonly next: string;
  readonly byHand: string;
  readonly culprit: string;
  readonly addresses: string;
  readonly checks: string;
  readonly file: string;
  readonly system: string;
  readonly taken: string;
  readonly upTime: string;
  readonly bugCheck: string;
  readonly contents: string;
  readonly notRecorded: string;
  readonly complete: string;
  readonly kernelDump: string;
  readonly pages: string;
  readonly symbolsYes: string;
  readonly symbolsNo: string;
  readonly symbolsForced: string;
  readonly virtualMemory: string;
  /** A line of `!vm`. */
  readonly line: string;
  readonly poolFailures: string;
  readonly amount: string;
  readonly kilobytes: string;
  readonly tags: string;
  readonly tag: string;
  readonly blocks: string;
  readonly bytes: string;
  readonly share: string;
  readonly description: string;
  readonly otherTags: string;
  readonly noTags: string;
  readonly handles: string;
  readonly process: string;
  readonly pid: string;
  readonly type: string;
  readonly objects: string;
  readonly ended: string;
  readonly withoutHandle: string;
  readonly heldBy: string;
  readonly handleTable: string;
  readonly holders: string;
  readonly sessions: string;
  readonly session: string;
  readonly processes: string;
  readonly pagedPool: string;
  readonly commit: string;
  readonly modules: string;
  readonly module: string;
  readonly start: string;
  readonly end: string;
  readonly timeStamp: string;
  readonly version: string;
  readonly company: string;
  readonly path: string;
  readonly coverage: string;
  readonly pool: string;
  readonly counted: string;
  readonly found: string;
  readonly pagedOut: string;
  readonly notInDump: string;
  readonly bytesSeen: string;
  readonly unreadParts: string;
  readonly nothingUnread: string;
  /** What brings the lines that need symbols. */
  readonly symbolsBring: string;
  readonly redacted: string;
  readonly stopped: string;
  readonly thresholds: string;
  readonly limit: string;
  readonly origin: string;
  readonly treemap: string;
  readonly treemapHint: string;
  readonly pageMap: string;
  /** `{size}` stands for the bytes of a cell. */
  readonly pageMapHint: string;
  readonly byTag: string;
  readonly byOccupancy: string;
  readonly byReadability: string;
  readonly sortHint: string;
  readonly filter: string;
  readonly more: string;
  readonly rest: string;
  readonly check: string;
  readonly answer: string;
  readonly reason: string;
}

/** One language. */
export interface Catalogue {
  readonly messages: Readonly<Record<MessageKey, string>>;
  readonly pools: Readonly<Record<PoolName, string>>;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  /** How sure, as a sentence behind the summary. */
  readonly sureness: Readonly<Record<Verdict, string>>;
  readonly answers: Readonly<Record<Outcome['answer'], string>>;
  readonly sources: Readonly<Record<Evidence['source'], string>>;
  readonly absences: Readonly<Record<AbsenceReason, string>>;
  readonly labels: Labels;
  readonly terms: Terms;
  /** Says the reasons and notes of the rooms below in this language. */
  readonly remark: Remark;
  /** Headings are written in capitals. */
  readonly capitals: boolean;
  /** What stands between two sentences. */
  readonly betweenSentences: string;
}
