import type { MapPolicy, MapStrategy, PassportMap } from '../../passport/map/PassportMap';
import { html, type Html } from './html';
import { place } from './place';

/** The left column: who can say who somebody is, and what somebody may do. */
export function strategiesPart({ strategies, policies }: PassportMap, baseDir: string): Html {
  return html`<aside class="card" aria-label="Strategies and policies">
    <h2>Strategies <span class="count">${strategies.length}</span></h2>
    ${strategies.length ? strategies.map(strategy => strategyItem(strategy, baseDir)) : NO_STRATEGIES}
    <h2>Policies <span class="count">${policies.length}</span></h2>
    ${policies.length ? policies.map(policy => policyItem(policy, baseDir)) : NO_POLICIES}
  </aside>`;
}

const NO_STRATEGIES = html`<p class="quiet">None. A class under <code>@Strategy</code> makes one.</p>`;
const NO_POLICIES = html`<p class="quiet">None. A class under <code>@AuthPolicy</code> makes one.</p>`;

function strategyItem(strategy: MapStrategy, baseDir: string): Html {
  const { name, passportStrategy, challenge } = strategy;
  return html`<section class="item">
    <h3>${name}</h3>
    <p>${strategyWords(passportStrategy)}</p>
    <p>challenge <code>${challenge}</code></p>
    ${place(strategy, baseDir)}
  </section>`;
}

// Nearly every package calls its class this.
const USUAL_NAME = 'Strategy';

function strategyWords(passportStrategy: string | undefined): Html {
  if (passportStrategy === undefined) return html`looks at the request by itself`;
  if (passportStrategy === USUAL_NAME) return html`over a strategy of passport`;
  return html`over <code>${passportStrategy}</code> of passport`;
}

function policyItem(policy: MapPolicy, baseDir: string): Html {
  return html`<section class="item">
    <h3>${policy.name}</h3>
    ${policy.className || policy.file ? place(policy, baseDir) : html`<p class="quiet">built in</p>`}
  </section>`;
}
