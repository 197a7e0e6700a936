// Beside the table of contacts: ticks the page, and sends the present search with the ticked rows. The table is the WebAssembly's;
// this only listens.

const rows = () => [...document.querySelectorAll('.rows input[form=bulk]')];
const all = () => document.querySelector('.tick-all');

/** The head's tick says whether all, some or none of the rows are ticked. */
function mirror() {
  const head = all();
  if (!head) return;
  const ticks = rows();
  const ticked = ticks.filter((tick) => tick.checked).length;
  head.checked = ticked > 0 && ticked === ticks.length;
  head.indeterminate = ticked > 0 && ticked < ticks.length;
}

/** How many match, as the line above the table has it: "12,345" or "10,000+". */
function count() {
  const [total] = document.querySelector('.count')?.textContent.match(/\d[\d.,\u00a0\u202f]*\+?/) ?? [];
  const shown = document.querySelector('.bulk-total');
  if (shown && total) shown.textContent = total;
}

document.addEventListener('change', ({ target }) => {
  if (target === all()) rows().forEach((tick) => (tick.checked = target.checked));
  if (target.closest?.('table')) mirror();
});

document.addEventListener('submit', ({ target }) => {
  if (target.id === 'bulk') target.elements.query.value = location.search.slice(1);
});

// Rows come and go with the search, and others take their places.
const table = document.querySelector('.screen table');
if (table) {
  const changes = { childList: true, subtree: true, attributeFilter: ['value'] };
  new MutationObserver(mirror).observe(table, changes);
}
const line = document.querySelector('.count');
if (line) {
  count();
  new MutationObserver(count).observe(line, { characterData: true, childList: true, subtree: true });
}
