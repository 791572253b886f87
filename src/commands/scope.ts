import type { Session } from '../analysis/session.ts';
import type { ExpressionScope } from './expression.ts';
import { pseudoRegister, registerValue } from './register-names.ts';

/** Expressions see the symbols, the registers and the memory of where the session stands. */
export function scopeOf(session: Session): ExpressionScope {
  const { memory } = session.current;
  return {
    lookup: (name) => lookup(session, name),
    u32: (va) => memory.u32(va),
    u16: (va) => memory.u16(va),
    u8: (va) => memory.u8(va),
  };
}

/** `@eip` and `eip` are registers, `$proc` a pseudo-register; everything else is a symbol or a module. */
function lookup(session: Session, name: string): number | undefined {
  const bare = name.replace(/^@/, '').toLowerCase();
  if (bare.startsWith('$')) return pseudoRegister(session, bare);
  const register = registerValue(session, bare);
  return register ?? (name.startsWith('@') ? undefined : session.names.lookup(name));
}
