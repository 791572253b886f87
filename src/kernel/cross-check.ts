import { kdbgVariables } from '../formats/kdbg.ts';
import { hex8 } from '../units/address.ts';
import { known } from '../units/value.ts';
import type { Globals } from './globals.ts';

/** Variables shown in the note; the rest is counted. */
const SHOWN = 4;

/**
 * Holds the symbols of nt against KDBG where both name a variable. One line when they disagree: the
 * symbols are another build's, or the block is damaged. KDBG is believed.
 */
export function symbolDisagreement(globals: Globals): string | undefined {
  const differing: string[] = [];
  for (const name of kdbgVariables()) {
    const kdbg = globals.fromKdbg(name);
    const symbols = kdbg && globals.fromSymbols(name);
    const [stated, named] = [kdbg && known(kdbg), symbols && known(symbols)];
    if (stated === undefined || named === undefined || stated === named) continue;
    differing.push(`${name} ${hex8(stated)} against ${hex8(named)}`);
  }
  if (differing.length === 0) return undefined;
  const more = differing.length > SHOWN ? `, and ${differing.length - SHOWN} more` : '';
  return `KDBG and the symbols of nt disagree (${differing.slice(0, SHOWN).join(', ')}${more}); KDBG is believed.`;
}
