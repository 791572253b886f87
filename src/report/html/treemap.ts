import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { Analysis, PoolName } from '../../analysis/analysis.ts';
import { bytesOf, poolTotal } from '../../diagnosis/dominance.ts';
import { percent, size } from '../sentence.ts';
import type { Catalogue } from '../text/catalogue.ts';
import { largestTags } from '../text/pool-text.ts';
import { escapeHtml, shown } from './markup.ts';
import type { TagColours } from './tag-colour.ts';

const WIDTH = 960;
const HEIGHT = 260;
/** Tags drawn one by one; the rest is drawn together. */
const TAGS_DRAWN = 40;
/** A label needs this much room. */
const LABEL_WIDTH = 44;
const LABEL_HEIGHT = 16;

interface Leaf {
  readonly name: string;
  readonly bytes: number;
  readonly isRest: boolean;
}

/** One pool as rectangles, one for each tag, with areas as bytes; empty when nothing is known. */
export function treemapMarkup(
  analysis: Analysis,
  pool: PoolName,
  catalogue: Catalogue,
  colours: TagColours,
): string {
  const leaves = leavesOf(analysis, pool, catalogue);
  const total = leaves.reduce((sum, leaf) => sum + leaf.bytes, 0);
  if (total === 0) return '';
  const title = `${catalogue.labels.treemap}: ${catalogue.pools[pool]}, ${size(total)}`;
  const tree = hierarchy<Leaf | { children: Leaf[] }>({ children: leaves }).sum((one) =>
    'bytes' in one ? one.bytes : 0,
  );
  const drawn = treemap<Leaf | { children: Leaf[] }>()
    .tile(treemapSquarify)
    .size([WIDTH, HEIGHT])
    .paddingInner(1)
    .round(true)(tree);
  const boxes = drawn.leaves().map((node) => box(node.data as Leaf, node, total, colours));
  return (
    `<figure><figcaption>${escapeHtml(title)}</figcaption>` +
    `<svg class="treemap" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">` +
    `${boxes.join('\n')}</svg></figure>`
  );
}

function leavesOf(analysis: Analysis, pool: PoolName, { labels }: Catalogue): Leaf[] {
  const leaves = largestTags(analysis, pool, TAGS_DRAWN).map((row) => ({
    name: row.text,
    bytes: bytesOf(row, pool),
    isRest: false,
  }));
  const known = leaves.reduce((sum, leaf) => sum + leaf.bytes, 0);
  const rest = (poolTotal(analysis, pool) ?? known) - known;
  return rest > 0 ? [...leaves, { name: labels.rest, bytes: rest, isRest: true }] : leaves;
}

function box(
  leaf: Leaf,
  { x0, y0, x1, y1 }: { x0: number; y0: number; x1: number; y1: number },
  total: number,
  colours: TagColours,
): string {
  const width = x1 - x0;
  const height = y1 - y0;
  if (width <= 0 || height <= 0) return '';
  const name = shown(leaf.name);
  const note = `${name}: ${size(leaf.bytes)}, ${percent(leaf.bytes / total)}`;
  const label =
    width >= LABEL_WIDTH && height >= LABEL_HEIGHT
      ? `<text x="${x0 + 4}" y="${y0 + 13}">${name}</text>${share(leaf, x0, y0, width, height, total)}`
      : '';
  const kind = leaf.isRest ? 'tr' : colours.classOf(leaf.name);
  return `<g><title>${note}</title><rect class="${kind}" x="${x0}" y="${y0}" width="${width}" height="${height}"/>${label}</g>`;
}

function share(leaf: Leaf, x: number, y: number, width: number, height: number, total: number): string {
  if (width < LABEL_WIDTH * 2 || height < LABEL_HEIGHT * 2) return '';
  return `<text x="${x + 4}" y="${y + 28}">${percent(leaf.bytes / total)}</text>`;
}
