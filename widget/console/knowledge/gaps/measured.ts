/** What became of a gap that was closed: words that are honest about how little may be known. Pure. */
import type { GapsReply } from '../../../../services/wire/knowledge.js';
import { counted, several } from '../../shared/parts.js';
import { t } from '../../words.js';

export type Closed = GapsReply['closed'][number];
type Figures = NonNullable<Closed['before']>;

/** Fewer questions, or fewer days, say nothing. */
const ENOUGH_ASKED = 5;
const ENOUGH_DAYS = 2;

export type Measured = { early: string } | { before: string; since: string; shares: [number, number] };

/** Undefined where nothing was published, so that there is nothing to measure. */
export function measured({ state, before, after }: Closed): Measured | undefined {
  if (state !== 'published' || !before || !after) return undefined;
  const early = tooEarly(after);
  if (early) return { early };
  return {
    before: t('gapBefore', { ...told(before), days: several(Math.round(before.days), 'gapDay', 'gapDays') }),
    since: t('gapSince', told(after)),
    shares: [handed(before), handed(after)],
  };
}

function tooEarly({ days, asked }: Figures): string | undefined {
  if (days < 1) return t('gapEarlyToday');
  if (days < ENOUGH_DAYS) return t('gapEarlyYesterday');
  if (asked === 0) return t('gapEarlyNone');
  return asked < ENOUGH_ASKED ? several(asked, 'gapEarlyOne', 'gapEarlyFew') : undefined;
}

const told = ({ asked, handedOff }: Figures) => ({ asked: counted(asked), handed: counted(handedOff) });
const handed = ({ asked, handedOff }: Figures): number => (asked ? Math.min(1, handedOff / asked) : 0);
