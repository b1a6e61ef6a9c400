/** Under the promise: whether it was kept, what it rests on, what labels taught. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PromiseReply } from '../../../../services/wire/knowledge.js';
import { addressOf } from '../../places.js';
import { count, ENOUGH_LABELS, relearned, share, two } from '../../shared/figures.js';
import { icon } from '../../shared/icons.js';
import { t } from '../../words.js';

/** Confidences at which to say what labels changed. */
const SAMPLE = 0.9;

export function kept({ drift }: PromiseReply): TemplateResult {
  const { answers, promised, observed, alarm } = drift;
  const enough = answers >= ENOUGH_LABELS;
  return html`<section aria-labelledby="kept">
    <h2 id="kept">${t('promiseKept')}</h2>
    ${
      answers
        ? html`<p class=${alarm ? 'alarm' : ''}>${alarm ? icon('warning') : enough ? icon('check') : nothing}<span>${t(alarm ? 'keptBroken' : enough ? 'keptHolds' : 'keptFew', { answers: count(answers), enough: ENOUGH_LABELS })}</span></p>
            <dl class="pairs">
              <div><dt>${t('keptPromised')}</dt><dd>${share(promised)}</dd></div>
              <div><dt>${t('keptObserved')}</dt><dd>${share(observed)}</dd></div>
              <div><dt>${t('keptJudged')}</dt><dd>${count(answers)}</dd></div>
            </dl>
            ${alarm ? html`<p class="none">${t('keptDo')}</p><p><code>npm run knowledge:calibrate</code></p>` : nothing}`
        : html`<p class="none">${t('keptUnjudged')}</p>`
    }
  </section>`;
}

export function restsOn(promise: PromiseReply): TemplateResult {
  const { foreign, own, trials, outsideShare, wanting } = promise;
  return html`<section aria-labelledby="rests">
    <h2 id="rests">${t('restsTitle')}</h2>
    ${
      trials
        ? html`<p>${t('restsTrials', { trials: count(trials), own: share(own) })}</p><p class="none">${t('restsHow')}</p>`
        : html`<p>${t('restsElsewhere')}</p>`
    }
    ${foreign ? html`<p>${t('restsForeign')}</p>` : nothing}
    ${
      wanting.length
        ? html`<p>${t('restsWanting')}</p>
            <ul>${wanting.map(({ key, title }) => html`<li><a href=${addressOf({ section: 'knowledge', page: 'entries', id: key })}>${title}</a></li>`)}</ul>`
        : nothing
    }
    <p>${t('restsOutside', { outside: share(outsideShare) })}</p>
  </section>`;
}

export function learned({ learned: lesson }: PromiseReply): TemplateResult {
  return html`<section aria-labelledby="learned">
    <h2 id="learned">${t('learnedTitle')}</h2>
    ${lesson ? taught(lesson) : html`<p class="none">${t('learnedNothing')}</p>`}
  </section>`;
}

function taught(lesson: { shift: number; slope: number; labels: number }): TemplateResult {
  const now = relearned(SAMPLE, lesson);
  const change = now < SAMPLE - 0.01 ? 'learnedCareful' : now > SAMPLE + 0.01 ? 'learnedBold' : 'learnedSame';
  return html`<p>${t('learnedFrom', { labels: count(lesson.labels) })}</p>
    <p>${t(change, { before: two(SAMPLE), after: two(now) })}</p>`;
}
