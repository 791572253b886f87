import { openDump } from '../analysis/open-dump.ts';
import { fetchSymbols } from '../symbols/fetch-symbols.ts';
import type { SymbolRequest } from '../symbols/symbol-key.ts';
import { known } from '../units/value.ts';
import type { CliOptions } from './options.ts';

/** Asks the path's servers for the symbols of every module; answers what could not be had, a line each. */
export async function fetchForDump(options: CliOptions, path: string): Promise<string[]> {
  const session = openDump(options.dump, { backend: options.backend, symbols: path });
  try {
    const requests: SymbolRequest[] = [];
    for (const module of session.kernel.modules) {
      const id = known(session.names.image(module).codeView);
      if (id === undefined || session.names.symbolFile(module) !== undefined) continue;
      requests.push({ pdbName: id.pdbName, guid: id.guid, age: id.age });
    }
    const results = await fetchSymbols(requests, path);
    return results.flatMap((one) =>
      one.stored
        ? []
        : [`no symbols for ${one.request.pdbName}: ${one.attempts.map((attempt) => attempt.why).join('; ')}`],
    );
  } finally {
    session.close();
  }
}
