import { defineCommand } from './command.ts';
import { evaluate } from './expression.ts';
import { listingLines } from './listing-text.ts';
import { parseListOptions } from './lm-options.ts';
import { listingJson, listingTable, listModules, type ModuleListing } from './module-listing.ts';
import { scopeOf } from './scope.ts';

export const lmCommand = defineCommand<ModuleListing>({
  name: 'lm',
  pattern: /^lm[a-z1]*$/,
  summary: 'Loaded and unloaded modules; lmv shows details',
  parameters: [
    {
      name: 'Options',
      kind: 'rest',
      optional: true,
      meaning:
        'v details; f path, n file, i file and symbols, t time, c checksum; k kernel, u user; o loaded only; ' +
        'l with symbols, e without a symbol file; 1m names only, sm by name; a ADDRESS, m PATTERN, M PATTERN of the path',
      completes: 'module',
    },
  ],
  example: 'lmva 9196b324',
  differs:
    'Time stamps are in UTC unless --tz says otherwise. l and e look for the symbols of every module first. ' +
    'D and p are refused.',
  run(session, args) {
    const options = parseListOptions(args.typed, args.raw);
    const { address } = options;
    return listModules(
      session,
      options,
      address === undefined ? undefined : evaluate(address, scopeOf(session)),
    );
  },
  text: listingLines,
  json: listingJson,
  table: listingTable,
});
