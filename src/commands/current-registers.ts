import type { Session } from '../analysis/session.ts';
import type { RegisterContext } from '../formats/dump-header.ts';
import { processorRegisters } from '../kernel/crash-processor.ts';
import { hex8 } from '../units/address.ts';
import { absent, type Value } from '../units/value.ts';

/** Registers of the processor the session stands on; of a thread that was chosen none were saved whole. */
export function currentRegisters(session: Session): Value<RegisterContext> {
  const { current, kernel } = session;
  if (!current.isThreadChosen) return processorRegisters(kernel, current.processor);
  const running = kernel.processors.find((one) => one.currentThread === current.thread);
  return running === undefined
    ? absent('unsupported', `thread ${hex8(current.thread ?? 0)} does not run; k shows what its stack holds`)
    : processorRegisters(kernel, running.number);
}
