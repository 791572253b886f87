import type { Halves } from '../formats/dump-header.ts';
import { imageName } from '../objects/image-name.ts';
import { type ProcessDetails, readProcessDetails } from '../objects/process-details.ts';
import { hasExited, type Process } from '../objects/processes.ts';
import { readSessionId } from '../objects/sessions.ts';
import { readTokenUser } from '../objects/tokens.ts';
import type { Value } from '../units/value.ts';
import type { Session } from './session.ts';

/** Everything `!process` shows of one process, threads aside. */
export interface ProcessView {
  readonly process: Process;
  readonly image: string;
  /** Undefined for a process outside every session. */
  readonly sessionId?: Value<number>;
  readonly handleCount: Value<number>;
  /** Only when it was asked for. */
  readonly details?: ProcessDetails;
  /** SID of its token's user. */
  readonly user?: Value<string>;
  /** 100 ns units from its start to its end, or to the dump. */
  readonly elapsed?: number;
  /** It ran to its end. */
  readonly exited: boolean;
  readonly increment: Value<number>;
}

/** Gathers what `!process` shows. */
export function viewProcess(session: Session, process: Process, withDetails: boolean): ProcessView {
  const { kernel } = session;
  const details = withDetails ? readProcessDetails(kernel, process) : undefined;
  const exited = hasExited(process);
  const token = details !== undefined && 'value' in details.token ? details.token.value : 0;
  return {
    process,
    image: imageName(kernel, process),
    sessionId: readSessionId(kernel, process),
    handleCount: process.handleCount,
    details,
    user: token === 0 ? undefined : readTokenUser(kernel, token),
    elapsed: unitsBetween(process.createTime, exited ? process.exitTime : kernel.clock.systemTime),
    exited,
    increment: kernel.clock.increment,
  };
}

/** 100 ns units from one FILETIME to a later one; undefined when either is missing or they are out of order. */
export function unitsBetween(from: Halves, to: Halves | undefined): number | undefined {
  if (to === undefined || (from.low === 0 && from.high === 0)) return undefined;
  const units = (to.high - from.high) * 2 ** 32 + (to.low - from.low);
  return units < 0 ? undefined : units;
}
