/** What the list of entries can be narrowed to, and the fields for it. */
import { html, nothing, type TemplateResult } from 'lit';
import { chosen, textIn } from '../../shared/fields.js';
import { t } from '../../words.js';
import type { ListQuery } from '../acts.js';

export type Search = Required<Pick<ListQuery, 'sort'>> & {
  q: string;
  locale: string;
  tag: string;
  inbox: string;
  only: 'all' | 'stale' | 'invalid';
};

export const everything: Search = { q: '', locale: '', tag: '', inbox: '', only: 'all', sort: 'title' };

const sorts = ['title', 'newest', 'used', 'unused', 'unhelpful'] as const;
const onlys = ['all', 'stale', 'invalid'] as const;
const LOCALE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** A locale that is still being typed is not asked for: the server would refuse it. */
export function queryOf({ q, locale, tag, inbox, only, sort }: Search): ListQuery {
  return {
    ...(q.trim() && { q: q.trim() }),
    ...(LOCALE.test(locale.trim()) && { locale: locale.trim() }),
    ...(tag.trim() && { tag: tag.trim() }),
    ...(inbox && { inbox }),
    ...(only === 'stale' && { stale: true }),
    ...(only === 'invalid' && { invalid: true }),
    sort,
  };
}

export const narrowed = (search: Search): boolean => {
  const { sort: _, ...asked } = queryOf(search);
  return Object.keys(asked).length > 0;
};

type Filters = {
  search: Search;
  inboxes: readonly string[];
  locales: readonly string[];
  tags: readonly string[];
  /** `typed`: more letters may follow. */
  change: (change: Partial<Search>, typed: boolean) => void;
};

export function filters({ search, inboxes, locales, tags, change }: Filters): TemplateResult {
  const field = (
    name: 'locale' | 'tag',
    known: readonly string[],
  ) => html`<label class="${name}">${t(name === 'locale' ? 'entryLocale' : 'entriesTag')}
    <input type="text" name=${name} maxlength="100" autocomplete="off" list="${name}s" .value=${search[name]}
      @input=${(event: Event) => change({ [name]: textIn(event) }, true)} />
    <datalist id="${name}s">${known.map((one) => html`<option value=${one}></option>`)}</datalist></label>`;
  return html`<form role="search" @submit=${(event: Event) => event.preventDefault()}>
    <label class="words">${t('entriesSearch')}
      <input type="search" name="q" maxlength="200" autocomplete="off" .value=${search.q}
        @input=${(event: Event) => change({ q: textIn(event) }, true)} /></label>
    ${field('locale', locales)} ${field('tag', tags)}
    ${
      inboxes.length > 1
        ? html`<label>${t('inbox')} <select name="inbox" @change=${(event: Event) => change({ inbox: textIn(event) }, false)}>
            <option value="" ?selected=${!search.inbox}>${t('entriesEveryInbox')}</option>
            ${inboxes.map((slug) => html`<option ?selected=${slug === search.inbox}>${slug}</option>`)}</select></label>`
        : nothing
    }
    <label>${t('entriesOnly')} <select name="only" @change=${(event: Event) => change({ only: chosen(onlys, event) }, false)}>
      ${onlys.map((only) => html`<option value=${only} ?selected=${only === search.only}>${t(`entriesOnly_${only}`)}</option>`)}</select></label>
    <label>${t('entriesSort')} <select name="sort" @change=${(event: Event) => change({ sort: chosen(sorts, event) }, false)}>
      ${sorts.map((sort) => html`<option value=${sort} ?selected=${sort === search.sort}>${t(`entriesSort_${sort}`)}</option>`)}</select></label>
  </form>`;
}
