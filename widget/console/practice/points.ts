/** A score card in words: each point with its ground, and what to try next. */
import { html, type TemplateResult } from 'lit';
import type { PracticeCard, PracticePoint, PracticeTip } from '../../../services/wire/practice.js';
import { percent } from '../shared/format.js';
import { icon } from '../shared/icons.js';
import { t } from '../words.js';

export function pointsOf({ points, tip }: Pick<PracticeCard, 'points' | 'tip'>): TemplateResult {
  return html`<ul class="points">
      ${points.map(
        (point) => html`<li class=${point.kept ? 'kept' : 'missed'}>
          ${icon(point.kept ? 'check' : 'close')}<span class="hidden">${t(point.kept ? 'practiceKept' : 'practiceMissed')}:</span><span>${wordsOf(point)}</span>
        </li>`,
      )}
    </ul>
    <p class="tip">${tipOf(tip)}</p>`;
}

export const scoreOf = ({ points }: Pick<PracticeCard, 'points'>): string =>
  t('practiceCardOf', { kept: points.filter(({ kept }) => kept).length, all: points.length });

function wordsOf(point: PracticePoint): string {
  const { kind, kept, seconds, goal = 0, count = 0, what = '', via = 'words', share = 0, least = 0, how } = point;
  if (kind === 'first_reply')
    return seconds === undefined ? t('point_first_reply_none', { goal }) : t('point_first_reply', { seconds, goal });
  if (kind === 'answer_held') return t(`point_answer_held_${via}`, { share: percent(share), least: percent(least) });
  if (kind === 'closed_in_time') return t(`point_closed_${how ?? 'resolved'}`);
  return t(kept ? `point_${kind}` : `point_${kind}_missed`, { count, what });
}

const tipOf = ({ kind, what = '' }: PracticeTip): string => t(`tip_${kind}`, { what });
