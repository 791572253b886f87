import type { Session } from '../analysis/session.ts';
import type { ExpressionScope } from './expression.ts';

/** Expressions see the symbols and the memory of the session. */
export function scopeOf(session: Session): ExpressionScope {
  const { memory } = session.kernel;
  return {
    lookup: (name) => session.names.lookup(name),
    u32: (va) => memory.u32(va),
    u16: (va) => memory.u16(va),
    u8: (va) => memory.u8(va),
  };
}
