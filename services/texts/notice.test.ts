import { describe, expect, test } from 'vitest';
import { type Notice, type Reason, reasonSchema } from '../wire/conversation.js';
import { handedOn, noticeKeys } from './notice.js';
import { languages, say } from './texts.js';

const queued: Notice = { kind: 'queued' };
const closed: Notice = { kind: 'closed', params: { back: 'tomorrow at 9:00' } };

describe('what a handoff says', () => {
  test.each<[Reason, string[]]>([
    ['asked_for_human', ['queued']],
    ['low_confidence', ['not_found', 'queued']],
    ['nothing_found', ['not_found', 'queued']],
    ['none_of_these', ['not_found', 'queued']],
    ['model_declined', ['not_found', 'queued']],
    ['negative_feedback', ['not_helped', 'queued']],
    ['repeated_question', ['not_helped', 'queued']],
    ['sensitive_topic', ['sensitive', 'queued']],
    ['model_failed', ['failed', 'queued']],
  ])('for %s: %j', (reason, keys) => {
    expect(noticeKeys(handedOn(queued, reason, false))).toEqual(keys);
    // Whoever is about to be helped is asked for no address, and told of none.
    expect(noticeKeys(handedOn(queued, reason, true))).toEqual(keys);
  });

  test('whoever can be written to is not asked for their address again', () => {
    expect(noticeKeys(handedOn(closed, 'nothing_found', true))).toEqual(['not_found', 'closed_known']);
    expect(noticeKeys(handedOn({ kind: 'nobody_here' }, 'asked_for_human', true))).toEqual(['nobody_here_known']);
    expect(handedOn(closed, 'asked_for_human', true).params).toEqual({ back: 'tomorrow at 9:00', mail: 'known' });
    expect(handedOn(closed, 'asked_for_human', false)).toEqual(closed);
  });

  test('is there in every language, with when they are back', () => {
    const notices = reasonSchema.options.flatMap((reason) =>
      [queued, closed, { kind: 'nobody_here' } as const].flatMap((notice) =>
        [true, false].map((reachable) => handedOn(notice, reason, reachable)),
      ),
    );
    for (const locale of languages)
      for (const notice of notices)
        for (const key of noticeKeys(notice)) {
          const text = say(locale, 'notices', key, notice.params);
          if (locale !== 'en') expect(text, `${locale} ${key}`).not.toBe(say('en', 'notices', key, notice.params));
          expect(text).not.toMatch(/[{}]/);
        }
  });
});
