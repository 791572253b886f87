import type { Session } from '../analysis/session.ts';
import type { Driver } from './drive.ts';
import type { Interrupts } from './interrupts.ts';
import type { LineSink } from './line-sink.ts';
import type { CliOptions } from './options.ts';
import type { TableRequest } from './tables/write-tables.ts';

/** What every way of running needs. */
export interface RunContext {
  readonly session: Session;
  readonly sink: LineSink;
  readonly driver: Driver;
  readonly options: CliOptions;
  /** Tables of the last command that are to be written. */
  readonly tables: readonly TableRequest[];
  readonly interrupts: Interrupts;
}
