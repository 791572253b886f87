import { clipped } from '../sentence.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in an element or an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Text that came out of the dump: control and direction characters shown, cut, then escaped. */
export function shown(text: string): string {
  return escapeHtml(clipped(text));
}

/** One column of a table. */
export interface HtmlColumn {
  readonly title: string;
  readonly number?: boolean;
  /** Shown in a fixed-width face. */
  readonly code?: boolean;
  /** Cells keep to one line, or break where they must: paths have no blanks. */
  readonly lines?: 'whole' | 'anywhere';
}

export interface HtmlTable {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly HtmlColumn[];
  /** Cells are markup already. */
  readonly rows: readonly (readonly string[])[];
  /** Column heads are buttons that sort. */
  readonly sortable?: boolean;
  /** First cell of each row is its head. */
  readonly rowHeads?: boolean;
}

/** A table in a box of its own that scrolls sideways when it must. */
export function tableMarkup({ id, caption, columns, rows, sortable, rowHeads }: HtmlTable): string {
  const heads = columns.map(({ title, number }) => {
    const kind = number ? ' class="n"' : '';
    const text = shown(title);
    return sortable
      ? `<th scope="col"${kind} aria-sort="none"><button type="button">${text}</button></th>`
      : `<th scope="col"${kind}>${text}</th>`;
  });
  const body = rows.map(
    (row) => `<tr>${row.map((cell, i) => cellMarkup(cell, columns[i], i, rowHeads)).join('')}</tr>`,
  );
  return (
    `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(caption)}">` +
    `<table id="${id}"${sortable ? ' class="sortable"' : ''}><caption>${escapeHtml(caption)}</caption>` +
    `<thead><tr>${heads.join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody></table></div>`
  );
}

const LINES = { '': '', whole: 'w', anywhere: 'b' } as const;

function cellMarkup(cell: string, column: HtmlColumn, i: number, rowHeads: boolean | undefined): string {
  const classes = [column.number ? 'n' : '', column.code ? 'c' : '', LINES[column.lines ?? '']]
    .filter(Boolean)
    .join(' ');
  const kind = classes === '' ? '' : ` class="${classes}"`;
  return rowHeads && i === 0 ? `<th scope="row"${kind}>${cell}</th>` : `<td${kind}>${cell}</td>`;
}

/** A section of the page with its heading. */
export function sectionMarkup(id: string, title: string, ...parts: readonly string[]): string {
  return `<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${escapeHtml(title)}</h2>\n${parts.join('\n')}\n</section>`;
}
