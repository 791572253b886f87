import type { Analysis, ProcessFacts } from '../../analysis/analysis.ts';
import type { TagFacts } from '../../analysis/tag-facts.ts';
import { bytesOf } from '../../diagnosis/dominance.ts';
import { hex, hex8 } from '../../units/address.ts';
import { unixTimeText } from '../../units/time.ts';
import { isPresent, known, type Value } from '../../units/value.ts';
import { grouped } from '../sentence.ts';
import type { Catalogue } from '../text/catalogue.ts';
import { amongFound, largestTypes, objectsOf } from '../text/object-text.ts';
import { UNREAD } from '../text/system-text.ts';
import { escapeHtml, shown, tableMarkup } from './markup.ts';

/** A number, or what stands for one that was not read, with its reason as a tooltip. */
export function numberMarkup(value: Value<number>, { absences }: Catalogue): string {
  if (isPresent(value)) return grouped(value.value);
  return `<abbr title="${escapeHtml(absences[value.absent])}: ${shown(value.at)}">${UNREAD}</abbr>`;
}

/** Use of both pools by tag, one row a tag. */
export function tagTableMarkup(analysis: Analysis, most: number, catalogue: Catalogue): string {
  const { labels, pools } = catalogue;
  const columns = [
    { title: labels.tag, code: true },
    { title: `${pools.nonpaged}: ${labels.blocks}`, number: true },
    { title: `${pools.nonpaged}: ${labels.bytes}`, number: true },
    { title: `${pools.paged}: ${labels.blocks}`, number: true },
    { title: `${pools.paged}: ${labels.bytes}`, number: true },
    { title: labels.description },
  ];
  const rows = analysis.tags.rows.slice(0, most).map((row) => tagCells(row, catalogue));
  const table = tableMarkup({
    id: 'tag-table',
    caption: labels.tags,
    columns,
    rows,
    sortable: true,
    rowHeads: true,
  });
  return table + left(analysis.tags.rows.length - rows.length, catalogue);
}

function tagCells(row: TagFacts, catalogue: Catalogue): string[] {
  const { nonpaged, paged } = row.uses;
  return [
    shown(row.text),
    numberMarkup(nonpaged.blocks, catalogue),
    isPresent(nonpaged.bytes) ? grouped(bytesOf(row, 'nonpaged')) : UNREAD,
    numberMarkup(paged.blocks, catalogue),
    isPresent(paged.bytes) ? grouped(bytesOf(row, 'paged')) : UNREAD,
    shown(row.description ?? ''),
  ];
}

function left(count: number, { labels }: Catalogue): string {
  return count > 0 ? `<p>${grouped(count)} ${escapeHtml(labels.more)}</p>` : '';
}

/** Types of handles with a column of their own. */
const TYPE_COLUMNS = 10;

/** Handles by process and by type of object. */
export function handleTableMarkup(analysis: Analysis, most: number, catalogue: Catalogue): string {
  const { labels } = catalogue;
  const types = frequentTypes(analysis.processes);
  const count = (process: ProcessFacts) => known(process.handles) ?? 0;
  const sorted = [...analysis.processes].sort((a, b) => count(b) - count(a));
  const rows = sorted.slice(0, most).map((process) => processCells(process, types, catalogue));
  const columns = [
    { title: labels.process },
    { title: labels.pid, number: true },
    { title: labels.handles, number: true },
    ...types.map((title) => ({ title, number: true })),
  ];
  const table = tableMarkup({
    id: 'handle-table',
    caption: labels.handleTable,
    columns,
    rows,
    sortable: true,
    rowHeads: true,
  });
  return table + left(sorted.length - rows.length, catalogue);
}

function frequentTypes(processes: readonly ProcessFacts[]): string[] {
  const totals = new Map<string, number>();
  for (const { byType } of processes) {
    for (const { type, handles } of byType) totals.set(type, (totals.get(type) ?? 0) + handles);
  }
  return [...totals]
    .sort(([, a], [, b]) => b - a)
    .slice(0, TYPE_COLUMNS)
    .map(([type]) => type);
}

function processCells(process: ProcessFacts, types: readonly string[], catalogue: Catalogue): string[] {
  const name = shown(process.name) || hex8(process.address);
  const byType = new Map(process.byType.map(({ type, handles }) => [type, handles]));
  return [
    process.exited ? `<s>${name}</s>` : name,
    `<span title="Cid ${hex(process.pid)}">${process.pid}</span>`,
    numberMarkup(process.handles, catalogue),
    ...types.map((type) => handlesOfType(byType.get(type) ?? 0, process.tableRead)),
  ];
}

/** Handles that were counted; in a table that was not read whole there may be more. */
function handlesOfType(handles: number, tableRead: boolean): string {
  if (tableRead) return grouped(handles);
  return handles === 0 ? UNREAD : `${grouped(handles)}+`;
}

/** Objects by type, and who holds most. */
export function typeTableMarkup({ types }: Analysis, catalogue: Catalogue): string {
  const { labels } = catalogue;
  return tableMarkup({
    id: 'type-table',
    caption: labels.holders,
    columns: [
      { title: labels.type },
      { title: labels.tag, code: true },
      { title: labels.objects, number: true },
      { title: labels.handles, number: true },
      { title: labels.ended, number: true },
      { title: labels.withoutHandle, number: true },
      { title: labels.heldBy },
    ],
    rows: largestTypes(types).map((type) => [
      shown(type.name),
      shown(type.tag),
      grouped(objectsOf(type)),
      numberMarkup(type.handles, catalogue),
      type.dead === undefined ? '' : amongFound(type, type.dead),
      amongFound(type, type.pointersOnly),
      type.holders
        .slice(0, 3)
        .map(({ name, objects }) => `${shown(name)} (${grouped(objects)})`)
        .join(', '),
    ]),
    sortable: true,
    rowHeads: true,
  });
}

export function moduleTableMarkup({ modules }: Analysis, most: number, catalogue: Catalogue): string {
  const { labels } = catalogue;
  const rows = modules
    .slice(0, most)
    .map((module) => [
      shown(module.fileName || module.name),
      hex8(module.base),
      hex8(module.base + module.size),
      module.timeDateStamp === 0 ? UNREAD : unixTimeText(module.timeDateStamp),
      shown(module.version ?? ''),
      shown(module.company ?? ''),
      shown(module.path ?? '').replaceAll('\\', '\\<wbr>'),
    ]);
  const table = tableMarkup({
    id: 'module-table',
    caption: labels.modules,
    columns: [
      { title: labels.module },
      { title: labels.start, code: true },
      { title: labels.end, code: true },
      { title: labels.timeStamp, lines: 'whole' },
      { title: labels.version },
      { title: labels.company },
      { title: labels.path, lines: 'anywhere' },
    ],
    rows,
    sortable: true,
    rowHeads: true,
  });
  return table + left(modules.length - rows.length, catalogue);
}
