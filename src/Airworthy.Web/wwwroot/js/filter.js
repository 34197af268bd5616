// Completion for filters: keys of the experiment, then comparisons, then AND and OR. A combobox as WAI-ARIA describes it.
const operators = { metrics: ['>', '>=', '<', '<=', '=', '!='], texts: ['=', '!=', 'LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL'], times: ['>', '<'] };
const attributes = ['run_name', 'status', 'start_time', 'end_time', 'user_id', 'run_id'];
const statuses = ['FINISHED', 'FAILED', 'RUNNING', 'KILLED', 'SCHEDULED'];
const quoted = (key) => (/^[\w.]+$/.test(key) ? key : `\`${key}\``);

/** What may stand at the caret: the text it would replace, and the choices. */
async function options(input) {
  const before = input.value.slice(0, input.selectionStart);
  const term = /(?:^|[\s(])(metrics|params|tags|attributes)\.(?:`([^`]*)|([^\s`<>=!']*))$/.exec(before);
  if (term) {
    const [, kind, ticked, bare] = term;
    const part = ticked ?? bare ?? '';
    const from = before.length - part.length - (ticked === undefined ? 0 : 1);
    if (kind === 'attributes') return { from, choices: attributes.filter((a) => a.includes(part)).map((a) => ({ text: a })) };
    const found = await (await fetch(`${input.dataset.completion}?kind=${kind}&part=${encodeURIComponent(part)}`)).json();
    return { from, choices: found[kind].slice(0, 20).map((k) => ({ text: quoted(k.key), note: `${k.runs.toLocaleString('en')} runs` })) };
  }
  const value = /(?:^|[\s(])(?:attributes\.)?status\s*!?=\s*('?)([A-Z]*)$/i.exec(before);
  if (value) return { from: before.length - value[1].length - value[2].length, choices: statuses.filter((s) => s.startsWith(value[2].toUpperCase())).map((s) => ({ text: `'${s}'` })) };
  const after = /(?:^|[\s(])(metrics|params|tags|attributes)\.(?:`[^`]+`|[^\s`]+)\s+([<>=!A-Z ]*)$/.exec(before);
  if (after) {
    const kind = after[1] === 'metrics' ? 'metrics' : /_time\s/.test(after[0]) ? 'times' : 'texts';
    return { from: before.length - after[2].length, choices: operators[kind].filter((o) => o.startsWith(after[2]) && o !== after[2]).map((o) => ({ text: o })) };
  }
  const next = /(?:'[^']*'|[\d.]|NULL|\))\s+([A-Z]*)$/.exec(before);
  if (next) return { from: before.length - next[1].length, choices: ['AND', 'OR'].filter((w) => w.startsWith(next[1]) && w !== next[1]).map((w) => ({ text: w })) };
  const word = /(?:^|[\s(])([a-z]*)$/.exec(before);
  if (!word || (before.trim() && !/(?:AND|OR|\()\s*[a-z]*$/.test(before) && !/^[a-z]*$/.test(before))) return null;
  const starts = ['metrics.', 'params.', 'tags.', 'attributes.'];
  return { from: before.length - word[1].length, choices: starts.filter((s) => s.startsWith(word[1])).map((s) => ({ text: s })) };
}

let list, shown, at = -1, asked = 0;
function close(input) {
  list?.remove();
  [list, shown, at] = [null, null, -1];
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}
function take(input, index) {
  const { from, choices } = shown;
  const text = choices[index].text + (choices[index].text.endsWith('.') ? '' : ' ');
  const end = input.selectionStart;
  input.setRangeText(text, from, end, 'end');
  close(input);
  suggest(input);
}
function point(input, index) {
  at = index;
  [...list.children].forEach((line, i) => line.setAttribute('aria-selected', String(i === at)));
  list.children[at]?.scrollIntoView({ block: 'nearest' });
  at >= 0 ? input.setAttribute('aria-activedescendant', list.children[at].id) : input.removeAttribute('aria-activedescendant');
}
async function suggest(input) {
  const mine = ++asked;
  const found = await options(input).catch(() => null);
  if (mine !== asked) return;
  close(input);
  if (!found?.choices.length || document.activeElement !== input) return;
  shown = found;
  list = Object.assign(document.createElement('ul'), { className: 'options', id: 'filter-options' });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'What may stand here');
  found.choices.forEach((choice, i) => {
    const line = Object.assign(document.createElement('li'), { id: `filter-option-${i}`, textContent: choice.text });
    line.setAttribute('role', 'option');
    line.setAttribute('aria-selected', 'false');
    if (choice.note) line.append(Object.assign(document.createElement('small'), { textContent: choice.note }));
    line.addEventListener('mousedown', (event) => { event.preventDefault(); take(input, i); });
    list.append(line);
  });
  input.after(list);
  input.setAttribute('aria-expanded', 'true');
}

document.addEventListener('focusin', ({ target }) => {
  if (!target.matches('[data-completion]') || target.role === 'combobox') return;
  target.role = 'combobox';
  target.setAttribute('aria-autocomplete', 'list');
  target.setAttribute('aria-controls', 'filter-options');
  target.setAttribute('aria-expanded', 'false');
});
document.addEventListener('input', ({ target }) => { if (target.matches('[data-completion]')) suggest(target); });
document.addEventListener('focusout', ({ target }) => { if (target.matches('[data-completion]')) close(target); });
document.addEventListener('keydown', (event) => {
  const input = event.target;
  if (!input.matches?.('[data-completion]')) return;
  if (event.key === 'ArrowDown' && !list) suggest(input);
  if (!list) return;
  const last = list.children.length - 1;
  if (event.key === 'ArrowDown') point(input, at >= last ? 0 : at + 1);
  else if (event.key === 'ArrowUp') point(input, at <= 0 ? last : at - 1);
  else if ((event.key === 'Enter' && at >= 0) || (event.key === 'Tab' && !event.shiftKey)) take(input, Math.max(at, 0));
  else if (event.key === 'Escape') { close(input); event.stopPropagation(); }
  else if (event.key === 'Enter') { close(input); asked++; return; } // it sends the form
  else return;
  event.preventDefault();
}, true);
