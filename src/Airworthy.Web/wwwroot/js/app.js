// What every page shares: colours, keyboard, forms that send themselves, live refresh. Pages work without it for reading.
const quietly = (event) => event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
const typing = (target) => target.matches('input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]');

/** Runs a function now and after each page that Blazor puts in place of this one. */
export function onPage(run) {
  run();
  pages.push(run);
}
const pages = [];
const whenBlazor = () => globalThis.Blazor
  ? Blazor.addEventListener('enhancedload', () => pages.forEach((run) => run()))
  : setTimeout(whenBlazor, 20);
whenBlazor();

/** Goes to an address without loading everything anew. */
export function go(address, replace = false) {
  globalThis.Blazor ? Blazor.navigateTo(address, { replaceHistoryEntry: replace }) : location.assign(address);
}

/** Tells something in passing, to screen readers too. */
export function say(text) {
  let place = document.querySelector('.live');
  if (!place) {
    place = Object.assign(document.createElement('div'), { className: 'live' });
    place.setAttribute('role', 'status');
    document.body.append(place);
  }
  place.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { place.textContent = ''; }, 2500);
}

// Colours.
const themes = { '': ['◐', 'as the system says'], light: ['☀', 'light'], dark: ['☾', 'dark'] };
function showTheme() {
  const chosen = document.documentElement.dataset.theme ?? '';
  for (const button of document.querySelectorAll('[data-theme-toggle]')) {
    button.hidden = false;
    button.textContent = themes[chosen][0];
    button.setAttribute('aria-label', `Colours: ${themes[chosen][1]}`);
  }
}
function nextTheme() {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const turn = dark ? ['', 'light', 'dark'] : ['', 'dark', 'light'];
  const next = turn[(turn.indexOf(root.dataset.theme ?? '') + 1) % 3];
  if (next) root.dataset.theme = next; else delete root.dataset.theme;
  document.cookie = `airworthy-theme=${next}; path=/; max-age=${next ? 31536000 : 0}; samesite=lax`;
  showTheme();
  document.dispatchEvent(new CustomEvent('colours'));
}

// Keyboard. A page names its rows by data-row, its views by data-view="1".
const rows = () => [...document.querySelectorAll('[data-row]')].filter((row) => row.offsetParent !== null);
function step(by) {
  const all = rows();
  const at = all.indexOf(document.activeElement?.closest('[data-row]'));
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))];
  if (!next) return;
  const target = next.matches('[tabindex], a, button') ? next : next.querySelector('a, button, input') ?? next;
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}
const keys = {
  j: () => step(1),
  k: () => step(-1),
  o: () => document.activeElement?.closest('[data-row]')?.querySelector('a')?.click(),
  x: () => document.activeElement?.closest('[data-row]')?.querySelector('input[type=checkbox]')?.click(),
  e: () => document.activeElement?.closest('[data-row]')?.querySelector('[data-eye]')?.click(),
  c: () => document.querySelector('[data-compare]:not(:disabled)')?.click(),
  r: () => { const run = document.querySelector('[data-run]:not(:disabled)'); run ? run.click() : go(location.href, true); },
  '/': () => document.querySelector('[data-search]')?.focus(),
  '?': () => document.getElementById('keys')?.showModal(),
};
document.addEventListener('keydown', (event) => {
  if (quietly(event) || document.querySelector('dialog[open], .mud-dialog')) return;
  if (typing(event.target)) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const view = /^[1-9]$/.test(event.key) && document.querySelector(`[data-view="${event.key}"]`);
  const act = view ? () => view.click() : keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
document.addEventListener('click', (event) => {
  const at = (selector) => event.target.closest?.(selector);
  if (at('.skip')) {
    event.preventDefault();
    document.getElementById('main').focus();
  }
  if (at('[data-theme-toggle]')) nextTheme();
  if (at('[data-help]')) document.getElementById('keys').showModal();
  const copy = at('[data-copy]');
  if (copy) navigator.clipboard.writeText(document.getElementById(copy.dataset.copy)?.textContent ?? '').then(() => say('Copied.'), () => say('The browser did not allow copying.'));
}, true);

// A form with data-auto sends itself when something is changed; what is empty stays out of the address.
// Enter changes and sends in one: sending once is enough.
const sent = new WeakSet();
document.addEventListener('submit', ({ target }) => sent.add(target), true);
document.addEventListener('change', (event) => {
  const form = event.target.form;
  if (!form?.matches('form[data-auto]') || event.target.matches('[data-wait]')) return;
  sent.delete(form);
  setTimeout(() => { if (form.isConnected && !sent.has(form)) form.requestSubmit(); });
});
document.addEventListener('formdata', (event) => {
  if (!event.target.matches('form[data-auto], form[data-tidy]')) return;
  for (const name of new Set(event.formData.keys())) {
    const kept = event.formData.getAll(name).filter((value) => value !== '');
    event.formData.delete(name);
    kept.forEach((value) => event.formData.append(name, value));
  }
});

// What somebody opened to write into, or typed into a form that changes something, and has not sent yet.
const unsent = () => document.querySelector('details[open] form[method=post]') !== null || [...document.querySelectorAll('form[method=post] :is(input:not([type=hidden]), textarea)')].some((field) => field.value !== field.defaultValue);

// What somebody types while a page is being put in place of this one stays: the server's answer knows nothing of it. Sent, it is the server's to say.
const typed = new Map();
document.addEventListener('input', ({ target }) => {
  if (target.matches?.('form input[type=text], form input[type=search], form input[type=number], form textarea')) typed.set(target, { value: target.value, path: location.pathname });
});
document.addEventListener('submit', ({ target }) => [...typed.keys()].filter((field) => field.form === target).forEach((field) => typed.delete(field)), true);
document.addEventListener('selectionchange', () => {
  const field = document.activeElement;
  const known = typed.get(field);
  if (known && known.value === field.value) known.caret = field.selectionStart;
});
function keepTyped() {
  for (const [field, { value, caret, path }] of typed) {
    if (!field.isConnected || path !== location.pathname) typed.delete(field);
    else if (field.value !== value) {
      field.value = value;
      if (caret != null) field.setSelectionRange(caret, caret);
    }
  }
}

// Live refresh: data-refresh="5" reads the page again every five seconds, while somebody looks at it and does not type.
function refresh() {
  clearInterval(refresh.timer);
  const every = Number(document.querySelector('[data-refresh]')?.dataset.refresh ?? 0);
  if (every > 0) {
    refresh.timer = setInterval(() => {
      if (!document.hidden && !document.querySelector('dialog[open], .mud-dialog, .answer[open]') && !typing(document.activeElement ?? document.body) && !unsent()
        && document.dispatchEvent(new Event('refresh', { cancelable: true }))) go(location.href, true);
    }, every * 1000);
  }
}

onPage(() => {
  keepTyped();
  showTheme();
  document.querySelectorAll('[data-help]').forEach((button) => { button.hidden = false; });
  refresh();
});
