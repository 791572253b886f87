import type { PageCell, PageMap } from '../../analysis/page-map.ts';
import { hex8, PAGE_SIZE } from '../../units/address.ts';
import { percent, size } from '../sentence.ts';
import type { Catalogue } from '../text/catalogue.ts';
import { escapeHtml, shown } from './markup.ts';
import type { TagColours } from './tag-colour.ts';

const COLUMNS = 128;
const CELL = 7;
/** Steps of the scales from empty to full and from unread to read. */
const STEPS = 5;

/** The pools' address space, one square a cell, coloured by tag, by occupancy or by readability. */
export function pageMapMarkup(map: PageMap, most: number, catalogue: Catalogue, colours: TagColours): string {
  const { labels } = catalogue;
  const { cells, pagesPerCell } = coarser(map, most);
  if (cells.length === 0) return '';
  const rows = Math.ceil(cells.length / COLUMNS);
  const squares = cells.map((cell, i) => square(cell, i, catalogue, colours));
  const hint = labels.pageMapHint.replace('{size}', size(pagesPerCell * PAGE_SIZE));
  const choice = (id: string, text: string, checked = false) =>
    `<input type="radio" name="map" id="map-${id}"${checked ? ' checked' : ''}><label for="map-${id}">${escapeHtml(text)}</label>`;
  return (
    `<p>${escapeHtml(hint)}</p><div class="map">` +
    `${choice('t', labels.byTag, true)} ${choice('u', labels.byOccupancy)} ${choice('r', labels.byReadability)}` +
    `<svg viewBox="0 0 ${COLUMNS * CELL} ${rows * CELL}" role="img" aria-label="${escapeHtml(labels.pageMap)}">` +
    `${squares.join('\n')}</svg>${legend(catalogue, colours)}</div>`
  );
}

function square(cell: PageCell, i: number, { pools }: Catalogue, colours: TagColours): string {
  const x = (i % COLUMNS) * CELL;
  const y = Math.floor(i / COLUMNS) * CELL;
  const pool = cell.pool === 'nonpaged' || cell.pool === 'paged' ? pools[cell.pool] : cell.pool;
  const tag = cell.tag === '' ? '' : ` ${shown(cell.tag)}`;
  const note = `${hex8(cell.start)} ${escapeHtml(pool)}${tag} ${percent(cell.used)} / ${percent(1 - cell.unread)}`;
  const kinds = [
    cell.tag === '' ? 'tr' : colours.classOf(cell.tag),
    `u${step(cell.used)}`,
    `r${step(1 - cell.unread)}`,
  ];
  return `<rect x="${x}" y="${y}" width="${CELL - 1}" height="${CELL - 1}" class="${kinds.join(' ')}"><title>${note}</title></rect>`;
}

/** 0 for nothing, then 1 to STEPS. */
function step(share: number): number {
  return share <= 0 ? 0 : Math.min(STEPS, Math.max(1, Math.ceil(share * STEPS)));
}

function legend({ labels }: Catalogue, colours: TagColours): string {
  const mark = (kind: string, text: string) =>
    `<li><svg class="mark" viewBox="0 0 10 10" aria-hidden="true"><rect class="${kind}" width="10" height="10"/></svg>${text}</li>`;
  const tags = colours.named.map((tag) => mark(colours.classOf(tag), shown(tag)));
  const scale = (letter: string) =>
    Array.from({ length: STEPS + 1 }, (_, i) =>
      mark(`${letter}${i}`, `${Math.round((i * 100) / STEPS)} %`),
    ).join('');
  return (
    `<ul class="legend lt">${tags.join('')}${mark('tx', escapeHtml(labels.otherTags))}</ul>` +
    `<ul class="legend lu">${scale('u')}</ul><ul class="legend lr">${scale('r')}</ul>`
  );
}

/** Joins neighbouring cells until there are few enough. */
function coarser(map: PageMap, most: number): PageMap {
  let { cells, pagesPerCell } = map;
  while (cells.length > most) {
    const joined: PageCell[] = [];
    for (let i = 0; i < cells.length; i += 2) joined.push(join(cells[i], cells[i + 1]));
    cells = joined;
    pagesPerCell *= 2;
  }
  return { cells, pagesPerCell };
}

function join(a: PageCell, b: PageCell | undefined): PageCell {
  if (b === undefined) return a;
  const pages = a.pages + b.pages;
  const larger = b.used * b.pages > a.used * a.pages ? b : a;
  return {
    start: a.start,
    pages,
    pool: larger.pool,
    tag: larger.tag,
    used: (a.used * a.pages + b.used * b.pages) / pages,
    unread: (a.unread * a.pages + b.unread * b.pages) / pages,
  };
}
