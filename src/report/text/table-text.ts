import { cut, PAGE_WIDTH, padLeft, padRight, textWidth } from './width.ts';

/** One column of a table in the text report. */
export interface TextColumn {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly right?: boolean;
  /** Takes what is left of the line, cut where it is too long; at most one. */
  readonly fill?: boolean;
}

/** Columns that are left to the widest one at least. */
const NARROWEST = 4;
const GAP = 2;
const INDENT = '  ';

/** Lines of a table that keeps to the page. */
export function* tableLines(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): Iterable<string> {
  const widths = columns.map(({ title }, i) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[i] ?? ''))),
  );
  const fill = columns.findIndex((column) => column.fill);
  if (fill >= 0) {
    const others = widths.reduce((sum, width, i) => (i === fill ? sum : sum + width + GAP), INDENT.length);
    widths[fill] = Math.max(NARROWEST, Math.min(widths[fill], PAGE_WIDTH - others));
  }
  const line = (cells: readonly string[]) =>
    INDENT +
    columns
      .map(({ right }, i) => {
        const cell = cut(cells[i] ?? '', widths[i]);
        return right ? padLeft(cell, widths[i]) : padRight(cell, widths[i]);
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  yield line(columns.map(({ title }) => title));
  for (const row of rows) yield line(row);
}
