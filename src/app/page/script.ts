/** What the page does by itself: filters while somebody types, and asks. Answers are put in as text, never as markup. */
export const SCRIPT = `
'use strict';
const $ = selector => document.querySelector(selector);
const all = selector => [...document.querySelectorAll(selector)];
for (const element of all('.needs-script')) element.hidden = false;

const rows = all('tbody tr');
const filter = $('#filter');
const access = $('#access');
const show = () => {
  const text = filter.value.trim().toLowerCase();
  let shown = 0;
  for (const row of rows) {
    row.hidden = !row.dataset.text.includes(text) || (access.value !== '' && row.dataset.access !== access.value);
    shown += row.hidden ? 0 : 1;
  }
  $('#shown').textContent = shown + ' of ' + rows.length;
  $('#none').hidden = shown > 0;
};
filter.addEventListener('input', show);
access.addEventListener('change', show);
$('.filter').addEventListener('submit', event => event.preventDefault());
show();

const chosen = $('#chain-strategy');
const showPassedBy = () => {
  for (const item of all('.links li')) {
    const { strategy, strategies } = item.dataset;
    const takesPart = strategy === undefined ? !strategies || JSON.parse(strategies).includes(chosen.value) : strategy === chosen.value;
    item.classList.toggle('passed-by', chosen.value !== '' && !takesPart);
  }
};
chosen.addEventListener('change', showPassedBy);
// Browsers fill forms in again when a page is loaded anew.
showPassedBy();

const form = $('#question');
const field = name => form.elements.namedItem(name);
const USER = {
  session: ['What the session holds', 'What serializeUser answered, as JSON. Text that is no JSON is taken as it is.'],
  object: ['The user, as JSON', 'As deserializeUser would answer it.'],
};
const showUser = () => {
  const [label, hint] = USER[field('as').value] ?? [];
  for (const element of all('.of-user')) element.hidden = !label;
  if (!label) return;
  $('#value-label').textContent = label;
  $('#value-hint').textContent = hint;
};
const showEntry = () => {
  const { selectedOptions, value } = field('entry');
  const { path = '', policies } = selectedOptions[0]?.dataset ?? {};
  // Only parameters must be filled in, and policies may look at them.
  const hasParameters = /[:*(]/.test(path);
  field('path').value = hasParameters ? path : '';
  field('path').placeholder = path;
  if (hasParameters && policies !== undefined) $('#request').open = true;
  for (const button of all('button.ask')) button.closest('tr').classList.toggle('asked', button.dataset.entry === value);
};
for (const radio of field('as')) radio.addEventListener('change', showUser);
field('entry').addEventListener('change', showEntry);
for (const button of all('button.ask')) {
  button.addEventListener('click', () => {
    field('entry').value = button.dataset.entry;
    showEntry();
    forget();
    $('#ask').scrollIntoView({ block: 'nearest' });
    field(field('as').value === 'nobody' ? 'entry' : 'value').focus();
  });
}

// An answer stands beside its question only.
let question = 0;
const forget = () => {
  question++;
  form.ariaBusy = 'false';
  $('#answer').replaceChildren();
};
form.addEventListener('input', forget);

const el = (tag, className, ...children) => {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
};
const MARKS = { yes: '\\u2713', no: '\\u2717', error: '!', skipped: '\\u2013' };
const reasonItem = ({ of, name, outcome, reason }) =>
  el('li', outcome, el('span', 'mark', MARKS[outcome]),
    el('div', '', el('small', '', of + ': ' + outcome), el('p', '', el('b', '', name === of ? '' : name + ' '), reason)));
const answered = ({ verdict, reasons }) => [
  el('p', 'verdict ' + (verdict.allowed ? 'yes' : 'no'), el('b', '', (verdict.allowed ? '\\u2713 ' : '\\u2717 ') + verdict.title + ' ' + verdict.status), el('span', '', verdict.detail)),
  el('ol', 'reasons', ...reasons.map(reasonItem)),
];
const ask = async () => {
  const fields = Object.fromEntries(new FormData(form));
  const { value, placeholder } = field('path');
  // The pattern of a route need not be an address.
  const body = JSON.stringify({ ...fields, path: value === placeholder ? '' : value });
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const response = await fetch('/__passport/ask', { method: 'POST', headers, body });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.message ?? 'The application answers ' + response.status);
  return answered(answer);
};
const notAsked = err => [el('p', 'verdict no', el('b', '', 'Not asked'), el('span', '', err.message))];
form.addEventListener('submit', async event => {
  event.preventDefault();
  if (form.ariaBusy === 'true') return;
  form.ariaBusy = 'true';
  const asked = ++question;
  const say = (...parts) => {
    if (asked !== question) return;
    $('#answer').replaceChildren(...parts);
    $('#answer').scrollIntoView({ block: 'nearest' });
  };
  const wait = setTimeout(say, 300, el('p', 'quiet', 'Asking\\u2026'));
  const parts = await ask().catch(notAsked);
  clearTimeout(wait);
  say(...parts);
  if (asked === question) form.ariaBusy = 'false';
});
showUser();
showEntry();
`;
