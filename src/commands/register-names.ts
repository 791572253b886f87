import type { Session } from '../analysis/session.ts';
import type { RegisterContext } from '../formats/dump-header.ts';
import { known } from '../units/value.ts';
import { currentRegisters } from './current-registers.ts';

/** Whole registers by the names that they have in expressions. */
const FIELDS: Readonly<Record<string, keyof RegisterContext>> = {
  eax: 'eax',
  ebx: 'ebx',
  ecx: 'ecx',
  edx: 'edx',
  esi: 'esi',
  edi: 'edi',
  ebp: 'ebp',
  esp: 'esp',
  eip: 'eip',
  efl: 'eflags',
};

/** Value of a register where the session stands; undefined for other names and when none were saved. */
export function registerValue(session: Session, name: string): number | undefined {
  const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  return field === undefined ? undefined : known(currentRegisters(session))?.[field];
}

/** `$proc`, `$thread`, `$ip`, `$csp`, `$retreg`, `$peb`, `$teb`: what a debugger keeps beside the registers. */
export function pseudoRegister(session: Session, name: string): number | undefined {
  switch (name) {
    case '$proc':
      return session.current.process?.address;
    case '$thread':
      return session.current.thread;
    case '$peb':
      return session.current.process?.peb;
    case '$ip':
      return registerValue(session, 'eip');
    case '$csp':
      return registerValue(session, 'esp');
    case '$retreg':
      return registerValue(session, 'eax');
    case '$ptrsize':
      return 4;
    case '$pagesize':
      return 0x1000;
    default:
      return undefined;
  }
}
