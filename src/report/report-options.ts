import type { TimeZone } from '../units/time.ts';

export type Language = 'en' | 'ja';

/** How a report is written; every output understands the same. */
export interface ReportOptions {
  /** Default `en`. */
  readonly language?: Language;
  /** Leave user names, host names and private paths out. */
  readonly redact?: boolean;
  /** Zone of time stamps; default UTC. */
  readonly timeZone?: TimeZone;
  /** Terminal colours; text only, default false. */
  readonly colour?: boolean;
}
