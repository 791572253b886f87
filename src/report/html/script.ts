/**
 * The page's only script: sorts tables by a column, filters the tag table, unfolds everything for
 * printing. Without it the page is whole, only unsorted. It makes no markup from text.
 */
export const SCRIPT = `'use strict';
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    head.firstElementChild.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') !== 'descending';
      const number = head.classList.contains('n');
      const key = (row) => {
        const text = row.cells[column].textContent;
        return number ? Number(text.replace(/[,+]/g, '')) : text.toLowerCase();
      };
      const rank = (value) => (value !== value ? -1 : value);
      const rows = [...table.tBodies[0].rows].map((row) => ({ row, value: key(row) }));
      rows.sort((a, b) => number ? rank(a.value) - rank(b.value) : a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
      if (down === number) rows.reverse();
      for (const one of heads) one.setAttribute('aria-sort', 'none');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      table.tBodies[0].append(...rows.map(({ row }) => row));
    });
  });
}
const filter = document.getElementById('tag-filter');
if (filter) {
  filter.hidden = false;
  filter.querySelector('input').addEventListener('input', (event) => {
    const wanted = event.target.value.toLowerCase();
    for (const row of document.getElementById('tag-table').tBodies[0].rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
    }
  });
}
addEventListener('beforeprint', () => {
  for (const fold of document.querySelectorAll('details')) fold.open = true;
});
`;
