import type { Analysis } from '../../analysis/analysis.ts';
import { hex8 } from '../../units/address.ts';
import { fileTimeText, type TimeZone, upTimeText } from '../../units/time.ts';
import { isPresent, type Value } from '../../units/value.ts';
import { clipped, grouped } from '../sentence.ts';
import type { Catalogue, Labels } from './catalogue.ts';
import { hanging, padRight, textWidth } from './width.ts';

/** What stands for a number that was not read. */
export const UNREAD = '????????';
const KB_PER_PAGE = 4;

/** The dump, one labelled line for each fact. */
export function* dumpLines(analysis: Analysis, catalogue: Catalogue, zone: TimeZone): Iterable<string> {
  const facts = dumpFactTexts(analysis, catalogue, zone);
  const width = Math.max(...facts.map(([label]) => textWidth(label))) + 2;
  for (const [label, value] of facts) yield* hanging(`  ${padRight(label, width)}`, value);
}

export function dumpFactTexts(
  { dump, symbols }: Analysis,
  { labels }: Catalogue,
  zone: TimeZone,
): [label: string, value: string][] {
  const { bugCheck } = dump;
  const kind = dump.kind === 'complete' ? labels.complete : labels.kernelDump;
  const name = bugCheck.name === undefined ? '' : ` (${bugCheck.name})`;
  const parameters = bugCheck.parameters.map(hex8).join(' ');
  return [
    [labels.file, clipped(dump.path)],
    [labels.system, clipped(dump.version)],
    [labels.taken, dump.systemTime === undefined ? labels.notRecorded : fileTimeText(dump.systemTime, zone)],
    [labels.upTime, dump.upTime === undefined ? labels.notRecorded : upTimeText(dump.upTime)],
    [labels.bugCheck, `${hex8(bugCheck.code).toUpperCase()}${name} ${parameters}`],
    [labels.contents, `${kind}, ${grouped(dump.pages)} ${labels.pages}; ${symbolText(symbols, labels)}`],
  ];
}

function symbolText({ kernel, forced }: Analysis['symbols'], labels: Labels): string {
  if (forced) return labels.symbolsForced;
  return kernel ? labels.symbolsYes : labels.symbolsNo;
}

/** The numbers of `!vm` that matter for pools, in pages. */
export function memoryRows(
  { memory }: Analysis,
  { labels }: Catalogue,
): [name: string, value: Value<number>][] {
  return [
    ['Physical Memory', memory.physical],
    ['Available Pages', memory.available],
    ['Free System PTEs', memory.freeSystemPtes],
    ['NonPagedPool Usage', memory.nonPagedUsage],
    ['NonPagedPool Max', memory.nonPagedMaximum],
    ['PagedPool Usage', memory.pagedUsage],
    ['PagedPool Maximum', memory.pagedMaximum],
    ['Committed pages', memory.committed],
    ['Commit limit', memory.commitLimit],
    [labels.poolFailures, memory.failures.count],
  ];
}

/** Pages and Kb of one amount; what was not read says why. */
export function amountCells(name: string, value: Value<number>, { absences, labels }: Catalogue): string[] {
  if (!isPresent(value)) return [name, UNREAD, '', absences[value.absent]];
  // Failures are a count, free PTEs count entries; all others are pages.
  const kilobytes = name === labels.poolFailures ? '' : grouped(value.value * KB_PER_PAGE);
  return [name, grouped(value.value), kilobytes, ''];
}
