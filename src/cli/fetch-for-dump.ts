import { openDump } from '../analysis/open-dump.ts';
import { type FetchResult, fetchSymbols } from '../symbols/fetch-symbols.ts';
import type { SymbolRequest } from '../symbols/symbol-key.ts';
import { known } from '../units/value.ts';
import type { CliOptions } from './options.ts';

/** Names shown for one reason; the rest is counted. */
const NAMES_SHOWN = 4;

/** Asks the path's servers for the symbols of every module; answers what could not be had and why. */
export async function fetchForDump(options: CliOptions, path: string): Promise<string[]> {
  const session = openDump(options.dump, { backend: options.backend, symbols: path });
  try {
    const requests: SymbolRequest[] = [];
    for (const module of session.kernel.modules) {
      const id = known(session.names.image(module).codeView);
      if (id === undefined || session.names.symbolFile(module) !== undefined) continue;
      requests.push({ pdbName: id.pdbName, guid: id.guid, age: id.age });
    }
    return failureLines(await fetchSymbols(requests, path));
  } finally {
    session.close();
  }
}

/** One line for each reason, with the names it kept back. */
export function failureLines(results: readonly FetchResult[]): string[] {
  const names = new Map<string, string[]>();
  for (const one of results) {
    if (one.stored) continue;
    const why = [...new Set(one.attempts.map((attempt) => attempt.why))].join('; ');
    names.set(why, [...(names.get(why) ?? []), one.request.pdbName]);
  }
  return [...names].map(([why, missing]) => {
    const more = missing.length > NAMES_SHOWN ? ` and ${missing.length - NAMES_SHOWN} more` : '';
    return `no symbols for ${missing.slice(0, NAMES_SHOWN).join(', ')}${more}: ${why}`;
  });
}
