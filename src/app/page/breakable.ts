import { html, type Html } from './html';

/** A long name or path that breaks between its parts, where it must. */
export function breakable(text: string): Html {
  const parts = text.split(/(?<=[/-])|(?<=\.)(?![cm]?[jt]s\b)|(?<=[a-z])(?=[A-Z])/);
  return html`${parts.map((part, index) => html`${index > 0 && html`<wbr />`}${part}`)}`;
}
