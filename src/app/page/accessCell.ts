import { ageText } from '../../passport/map/ageText';
import type { MapAccess, MapGuard } from '../../passport/map/PassportMap';
import { html, type Html } from './html';
import { icon } from './icons';

/** In words, how something may be reached. */
export const ACCESS_WORDS = { open: 'open', public: 'public', login: 'login', guard: 'guarded' } as const;

/** How something may be reached: a badge with a word and a picture, never a colour alone. */
export function accessCell({ type }: MapAccess): Html {
  return html`<span class="badge ${type}">${icon(type)} ${ACCESS_WORDS[type]}</span>`;
}

/** What somebody must be or bring. */
export function wantedCell(access: MapAccess): Html {
  switch (access.type) {
    case 'guard':
      return guardWords(access.guard);
    case 'login':
      return html`<span>logs in with ${list(access.strategies, ' or ')}</span>
        ${!access.session && html`<span class="hint">without a session</span>`}`;
    case 'public':
      return html`<span class="quiet">everybody, on purpose</span>`;
    case 'open':
      return html`<strong>everybody: nobody said anything</strong>`;
  }
}

function guardWords({ strategies, optional, policies, maxAge, freshStrategy }: MapGuard): Html {
  return html`<span>${strategies.length ? list(strategies, ' or ') : 'any user of the request'}</span>
    ${optional && html`<span class="hint">optional</span>`}
    ${policies.map(policy => html`<span class="hint">policy <code>${policyWords(policy)}</code></span>`)}
    ${
      maxAge !== undefined &&
      html`<span class="hint"
        >login of the last ${ageText(maxAge, { long: true })}${freshStrategy && ` with ${freshStrategy}`}</span
      >`
    }`;
}

/** `roles("admin")` */
export function policyWords({ name, args }: MapGuard['policies'][number]): string {
  return args.length ? `${name}(${args.map(argument).join(', ')})` : name;
}

function argument(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return '…';
  }
}

function list(names: readonly string[], between: string): Html {
  return html`${names.map((name, index) => html`${index > 0 && between}<code>${name}</code>`)}`;
}
