import type { Analysis, ModuleFacts } from '../../analysis/analysis.ts';
import type { TypeFacts } from '../../analysis/object-facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import { hex8, PAGE_SIZE } from '../../units/address.ts';
import { unixTimeText } from '../../units/time.ts';
import { isPresent, known } from '../../units/value.ts';
import { clipped, grouped, size } from '../sentence.ts';
import type { Catalogue } from './catalogue.ts';
import { UNREAD } from './system-text.ts';
import { tableLines } from './table-text.ts';
import { cut } from './width.ts';

/** Columns that a name may take. */
const NAME_WIDTH = 24;
const TYPES_TOLD = 8;
const MODULES_TOLD = 12;

/** Types with the most objects, and who holds most of each. */
export function* typeLines({ types }: Analysis, catalogue: Catalogue): Iterable<string> {
  const { labels } = catalogue;
  const largest = largestTypes(types).slice(0, TYPES_TOLD);
  yield* tableLines(
    [
      { title: labels.type },
      { title: labels.objects, right: true },
      { title: labels.handles, right: true },
      { title: labels.ended, right: true },
      { title: labels.withoutHandle, right: true },
      { title: labels.heldBy, fill: true },
    ],
    largest.map((type) => [
      cut(clipped(type.name), NAME_WIDTH),
      grouped(objectsOf(type)),
      isPresent(type.handles) ? grouped(type.handles.value) : UNREAD,
      type.dead === undefined ? '' : amongFound(type, type.dead),
      amongFound(type, type.pointersOnly),
      holderText(type),
    ]),
  );
}

export function objectsOf(type: TypeFacts): number {
  return Math.max(known(type.objects) ?? 0, type.found);
}

/** A count over the objects that were found: with others unseen it is the least there may be. */
export function amongFound(type: TypeFacts, count: number): string {
  if (type.found >= objectsOf(type)) return grouped(count);
  return type.found === 0 ? UNREAD : `${grouped(count)}+`;
}

export function largestTypes(types: readonly TypeFacts[]): TypeFacts[] {
  return types.filter((type) => objectsOf(type) > 0).sort((a, b) => objectsOf(b) - objectsOf(a));
}

function holderText({ holders }: TypeFacts): string {
  const [first] = holders;
  return first === undefined ? '' : `${clipped(first.name)} (${grouped(first.objects)})`;
}

export function* sessionLines({ sessions }: Analysis, catalogue: Catalogue): Iterable<string> {
  const { labels } = catalogue;
  const pages = (value: Analysis['sessions'][number]['pagedPool']) =>
    isPresent(value) ? size(value.value * PAGE_SIZE) : UNREAD;
  yield* tableLines(
    [
      { title: labels.session, right: true },
      { title: labels.processes, right: true },
      { title: labels.pagedPool, right: true },
      { title: labels.commit, right: true },
      { title: labels.tags, fill: true },
    ],
    sessions.map((one) => [
      String(one.id),
      grouped(one.processes),
      pages(one.pagedPool),
      pages(one.committed),
      one.tags
        .slice(0, 3)
        .map(({ text, bytes }) => `${text.trimEnd()} ${size(bytes)}`)
        .join(', '),
    ]),
  );
}

/** Modules a reader wants to see first: those accused or suspected, then those that load last: add-ons. */
export function* moduleLines(
  { modules, owners }: Analysis,
  findings: readonly Finding[],
  catalogue: Catalogue,
): Iterable<string> {
  const { labels } = catalogue;
  const named = new Set(
    findings.flatMap(({ culprit }) => (culprit?.kind === 'driver' ? [culprit.base] : [])),
  );
  for (const { candidates } of owners) for (const { base } of candidates) named.add(base);
  const first = modules.filter(({ base }) => named.has(base));
  const rest = modules.filter(({ base }) => !named.has(base)).reverse();
  const told = [...first, ...rest].slice(0, MODULES_TOLD);
  yield* tableLines(
    [
      { title: labels.start },
      { title: labels.end },
      { title: labels.module },
      { title: labels.timeStamp },
      { title: labels.version, fill: true },
    ],
    told.map(moduleCells),
  );
  if (modules.length > told.length) yield `  ${grouped(modules.length - told.length)} ${labels.more}`;
}

function moduleCells(module: ModuleFacts): string[] {
  return [
    hex8(module.base),
    hex8(module.base + module.size),
    cut(clipped(module.fileName || module.name), NAME_WIDTH),
    module.timeDateStamp === 0 ? UNREAD : unixTimeText(module.timeDateStamp),
    clipped(module.version ?? ''),
  ];
}
