/**
 * A long list shows its first 20 and a button for the rest. A directive, so that no page has to remember what is
 * unfolded.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import { t } from '../words.js';
import { counted } from './parts.js';

const FOLD_AFTER = 20;

class Folded extends AsyncDirective {
  #of: readonly unknown[] | undefined;
  #name = '';
  #open = false;

  render<Item>(name: string, items: readonly Item[], draw: (item: Item) => TemplateResult) {
    // Another list begins folded again.
    if (name !== this.#name || items.length !== this.#of?.length) this.#open = false;
    this.#name = name;
    this.#of = items;
    const open = this.#open || items.length <= FOLD_AFTER;
    const all = () => {
      this.#open = true;
      this.setValue(this.render(name, items, draw));
    };
    return html`${(open ? items : items.slice(0, FOLD_AFTER)).map(draw)}
      ${open ? nothing : html`<li><button type="button" class="small" @click=${all}>${t('reportAll', { n: counted(items.length) })}</button></li>`}`;
  }
}

const fold = directive(Folded);
export const folded = <Item>(name: string, items: readonly Item[], draw: (item: Item) => TemplateResult) =>
  fold(name, items, draw as (item: unknown) => TemplateResult);
