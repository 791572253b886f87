import type { Analysis } from '../../analysis/analysis.ts';
import type { Unread } from '../../analysis/unread-facts.ts';
import { clipped, filled } from '../sentence.ts';
import type { Catalogue } from './catalogue.ts';

/** What was not read, and why: two clauses of the catalogue's language. */
export function unreadClauses(unread: Unread, catalogue: Catalogue): { what: string; why: string } {
  const { unreadWhat, unreadWhy } = catalogue.terms;
  return {
    what: filled(unreadWhat[unread.kind], unread, catalogue),
    why: filled(unreadWhy[unread.kind], unread, catalogue),
  };
}

/** How the dump's reader begins its note on a file that ends too early. */
const CUT = 'The file is cut';

/** A file that ends too early is told where the dump is, before anything is concluded from it. */
export function cutTexts({ notes }: Analysis, catalogue: Catalogue): string[] {
  return notes.filter((note) => note.startsWith(CUT)).map((note) => clipped(catalogue.remark(note)));
}

/** Everything that could not be read, what would bring it, and the notes: one line each. */
export function unreadTexts({ unread, notes, symbols }: Analysis, catalogue: Catalogue): string[] {
  const lines = unread.map((one) => {
    const { what, why } = unreadClauses(one, catalogue);
    return `${what}: ${why}`;
  });
  const needSymbols = !symbols.kernel && unread.some((one) => 'absent' in one && one.absent === 'no-symbol');
  // The list of modules is told above; the kernel's own note says the same.
  const told = unread.flatMap((one) => (one.kind === 'modules' ? [one.why] : []));
  const others = notes.filter((note) => !told.some((why) => note.includes(why)));
  return [
    ...lines,
    ...(needSymbols ? [catalogue.labels.symbolsBring] : []),
    ...others.map((note) => clipped(catalogue.remark(note))),
  ];
}
