// The virtual table of runs: blocks of rows come as they scroll into view, and leave when they are far away. Keeps what is chosen.
import { go, onPage } from './app.js';

const chosen = new Set();
let all = false, home = '';

function table() {
  const place = document.querySelector('[data-runs]');
  if (!place) return;
  if (home !== location.pathname) {
    home = location.pathname;
    chosen.clear();
    all = false;
  }
  if (!place.dataset.ready) {
    place.dataset.ready = 'yes';
    place.addEventListener('scroll', () => { cancelAnimationFrame(place.frame); place.frame = requestAnimationFrame(() => fill(place)); });
    place.addEventListener('change', picked);
    place.addEventListener('click', fold);
  }
  fill(place);
  mark();
}

async function block(place, body, fresh = false) {
  if (body.busy || (body.full && !fresh)) return;
  body.busy = true;
  try {
    const answer = await fetch(`${place.dataset.rows}${place.dataset.rows.includes('?') ? '&' : '?'}at=${body.dataset.at}`);
    if (!answer.ok) return;
    body.gap ??= body.innerHTML;
    body.innerHTML = await answer.text();
    body.full = true;
    mark();
  } finally {
    body.busy = false;
  }
}

function fill(place) {
  const view = place.getBoundingClientRect();
  for (const body of place.querySelectorAll('tbody[data-at]')) {
    const box = body.getBoundingClientRect();
    const near = box.bottom > view.top - 600 && box.top < view.bottom + 600;
    if (near && body.dataset.at !== '0') block(place, body);
    const far = box.bottom < view.top - 9000 || box.top > view.bottom + 9000;
    if (far && body.full && body.gap && !body.contains(document.activeElement)) {
      body.innerHTML = body.gap;
      body.full = false;
    }
  }
}

// Choosing.
function picked(event) {
  if (event.target.matches('[data-all]')) {
    all = event.target.checked;
    chosen.clear();
  } else if (event.target.name === 'run') {
    all = false;
    event.target.checked ? chosen.add(event.target.value) : chosen.delete(event.target.value);
  }
  mark();
}
function mark() {
  document.querySelectorAll('[data-runs] input[name=run]').forEach((box) => { box.checked = all || chosen.has(box.value); });
  const head = document.querySelector('[data-runs] [data-all]');
  if (head) {
    head.checked = all;
    head.indeterminate = !all && chosen.size > 0;
  }
  const form = document.getElementById('chosen');
  if (!form) return;
  form.hidden = !all && chosen.size === 0;
  form.elements.runs.value = all ? 'all' : [...chosen].join(',');
  form.querySelector('[data-chosen-count]').textContent = all ? 'All that match' : `${chosen.size} chosen`;
}

// Nested runs: rows below a row, at any depth.
async function fold(event) {
  const button = event.target.closest('[data-children]');
  if (!button) return;
  const row = button.closest('tr');
  const depth = Number(row.dataset.depth);
  if (button.getAttribute('aria-expanded') === 'true') {
    button.setAttribute('aria-expanded', 'false');
    while (row.nextElementSibling && Number(row.nextElementSibling.dataset.depth) > depth) row.nextElementSibling.remove();
    return;
  }
  button.setAttribute('aria-expanded', 'true');
  const place = row.closest('[data-runs]');
  const answer = await fetch(`${place.dataset.rows}${place.dataset.rows.includes('?') ? '&' : '?'}parent=${encodeURIComponent(button.dataset.children)}&depth=${depth + 1}`);
  if (answer.ok) row.insertAdjacentHTML('afterend', await answer.text());
  mark();
}

// The choice of columns.
async function choices(dialog, now) {
  const list = dialog.querySelector('.choices');
  const part = dialog.querySelector('input[type=search]').value.trim();
  const asked = (dialog.asked = (dialog.asked ?? 0) + 1);
  const found = await (await fetch(`${dialog.dataset.keys}?part=${encodeURIComponent(part)}`)).json();
  if (asked !== dialog.asked) return; // an answer that came after a later question
  const kinds = { metrics: found.metrics, params: found.params, tags: found.tags, attributes: ['user_id', 'run_id', 'end_time'].filter((k) => k.includes(part)).map((key) => ({ key })) };
  const label = (column, runs) => {
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: now.has(column) });
    box.addEventListener('change', () => (box.checked ? now.add(column) : now.delete(column)));
    const line = document.createElement('label');
    const count = document.createElement('small');
    count.textContent = runs ? `${runs.toLocaleString('en')} runs` : '';
    line.append(box, document.createTextNode(column.slice(column.indexOf('.') + 1)), count);
    return line;
  };
  list.replaceChildren();
  for (const [kind, keys] of Object.entries(kinds)) {
    if (keys.length === 0) continue;
    list.append(Object.assign(document.createElement('h3'), { textContent: keys.length === 60 ? `${kind}, the 60 most used` : kind }));
    list.append(...keys.map((k) => label(`${kind}.${k.key}`, k.runs)));
  }
  if (!list.children.length) list.append(Object.assign(document.createElement('p'), { textContent: 'No key contains this.' }));
}
function columns() {
  const dialog = document.getElementById('columns');
  const now = new Set(document.getElementById('columns-now').content.textContent.split('\n').filter(Boolean));
  const search = dialog.querySelector('input[type=search]');
  search.oninput = () => { clearTimeout(search.wait); search.wait = setTimeout(() => choices(dialog, now), 120); };
  const show = (list) => {
    const address = new URL(location.href);
    const value = list.join(',');
    value ? address.searchParams.set('cols', value) : address.searchParams.delete('cols');
    document.cookie = `${dialog.dataset.cookie}=${encodeURIComponent(value.slice(0, 3000))}; path=/experiments; max-age=${value ? 31536000 : 0}; samesite=lax`;
    dialog.close();
    go(address.href);
  };
  dialog.querySelector('[data-done]').onclick = () => show([...now]);
  dialog.querySelector('[data-default]').onclick = () => show([]);
  choices(dialog, now);
  dialog.showModal();
}

document.addEventListener('click', (event) => {
  const at = (selector) => event.target.closest?.(selector);
  if (at('[data-columns]')) columns();
  if (at('[data-none]')) { chosen.clear(); all = false; mark(); }
  if (at('button[data-compare]')) go(all ? document.querySelector('[data-compare-all]').href : `/compare?runs=${[...chosen].join(',')}`);
});

// Live: the rows in sight are read again; nothing moves, nothing closes.
document.addEventListener('refresh', (event) => {
  const place = document.querySelector('[data-runs]');
  if (!place || place.scrollTop < 200) return;
  event.preventDefault();
  const view = place.getBoundingClientRect();
  for (const body of place.querySelectorAll('tbody[data-at]')) {
    const box = body.getBoundingClientRect();
    if (box.bottom > view.top && box.top < view.bottom && !body.contains(document.activeElement)) block(place, body, true);
  }
});

onPage(table);
