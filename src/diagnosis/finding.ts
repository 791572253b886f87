import type { PoolName } from '../analysis/analysis.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { Source } from '../units/value.ts';
import type { Message } from './message.ts';

/**
 * `certain`: the dump proves it. `probable`: it follows, with a gap that is named. `suspected`: worth
 * a look, proves nothing. `cannot-tell`: something is wrong and this dump does not say what.
 */
export type Verdict = 'certain' | 'probable' | 'suspected' | 'cannot-tell';

/** From the strongest down. */
export const VERDICTS: readonly Verdict[] = ['certain', 'probable', 'suspected', 'cannot-tell'];

/** What a finding is about: who did it, what happened, or what is merely worth knowing. */
export type Role = 'cause' | 'effect' | 'remark';

export interface DriverCulprit {
  readonly kind: 'driver';
  /** File name, `SIoctl.sys`. */
  readonly name: string;
  readonly path?: string;
  readonly base: VirtualAddress;
  readonly size: number;
  readonly version?: string;
  readonly company?: string;
  /** UNIX time of the link. */
  readonly timeDateStamp: number;
  readonly checkSum: number;
  readonly pdb?: string;
}

export interface ProcessCulprit {
  readonly kind: 'process';
  readonly name: string;
  readonly pid: number;
  readonly address: VirtualAddress;
  readonly image?: string;
  readonly session?: number;
}

export interface SessionCulprit {
  readonly kind: 'session';
  readonly name: string;
  readonly id: number;
}

/** Who is named. Only a certain or probable finding accuses; a suspected one asks to look there. */
export type Culprit = DriverCulprit | ProcessCulprit | SessionCulprit;

/** A number, or a few that belong together, and where they were read. */
export interface Evidence {
  readonly says: Message;
  readonly source: Source | 'code' | 'handles' | 'objects' | 'documentation';
}

/** What a finding is about, for programs. */
export interface Subject {
  readonly pool?: PoolName;
  /** Four characters. */
  readonly tag?: string;
  /** Type of object. */
  readonly type?: string;
}

export interface Finding {
  /** Name of the rule, or of one of its outcomes. */
  readonly id: string;
  readonly role: Role;
  readonly title: Message;
  /** One or two sentences that stand alone. */
  readonly summary: Message;
  readonly verdict: Verdict;
  readonly culprit: Culprit | null;
  readonly subject: Subject;
  readonly evidence: readonly Evidence[];
  /** What speaks against it. */
  readonly against: readonly Message[];
  /** What could not be read and would matter. */
  readonly unread: readonly Message[];
  readonly next: readonly Message[];
  /** Commands of the debugger that repeat the proof. */
  readonly byHand: readonly string[];
}
