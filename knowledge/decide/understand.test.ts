import { describe, expect, test } from 'vitest';
import { sigmoid } from './confidence.js';
import { type UnderstandProps, understand } from './understand.js';
import type { Weighed } from './weigh.js';

/** What the knowledge base would say to a text: entries with their shares, and whether any answers it. */
type Says = { inside: number; shares: Record<string, number> };

const weighed = ({ inside, shares }: Says): Weighed => {
  const ranked = Object.entries(shares)
    .sort(([, a], [, b]) => b - a)
    .map(([key, share]) => ({
      found: { entryId: 1, key, title: key, answer: key, kind: 'question' as const, text: key, cosine: share },
      match: { entry: 1, kind: 'question' as const, dense: share, lexical: share },
      share,
      near: share,
    }));
  return {
    ranked,
    signals: { inside: Math.log(inside / (1 - inside)) },
    inside,
    confidence: inside * (ranked[0]?.share ?? 0),
  };
};
const score: UnderstandProps['score'] = ({ inside, right }) => ({
  inside: sigmoid(inside),
  confidence: sigmoid(inside) * sigmoid(right),
});
const nothing: Weighed = { ranked: [], signals: {}, inside: 0, confidence: 0 };

/** Answers from a table and notes what was looked up; what is not in it is answered by nothing much. */
const asking = (table: Record<string, Says>, it: Pick<UnderstandProps, 'text' | 'context'>) => {
  const looked: string[] = [];
  const weigh = async (text: string) => {
    looked.push(text);
    return text in table
      ? weighed(table[text] as Says)
      : weighed({ inside: 0.1, shares: { other: 0.5, another: 0.5 } });
  };
  return understand({ ...it, answer: 0.8, weigh, score }).then((heard) => ({
    ...heard,
    looked,
    best: heard.read.ranked[0]?.found.key,
    sure: heard.read.confidence,
  }));
};

const sure = (key: string): Says => ({ inside: 0.98, shares: { [key]: 0.98, other: 0.02 } });

describe('a follow-up', () => {
  const context = 'How do I return an item?';

  test('is looked up alone and with the topic of what was asked before; an entry must hold in both', async () => {
    const heard = await asking(
      {
        'and how long does it take?': { inside: 0.8, shares: { delivery: 0.7, refund: 0.28, returning: 0.02 } },
        'and how long does it take? return item': {
          inside: 0.9,
          shares: { returning: 0.6, refund: 0.39, delivery: 0.01 },
        },
      },
      { text: 'and how long does it take? thanks', context },
    );
    expect(heard).toMatchObject({ best: 'refund', context, answeredBy: 1 });
    expect(heard.looked).toHaveLength(2);
    expect(heard.read.ranked.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  test('both readings agreeing make it surer than either; contradicting each other, less sure', async () => {
    const alone = { inside: 0.8, shares: { redeem: 0.8, buy: 0.2 } };
    const agree = await asking(
      {
        'how do I redeem it?': alone,
        'how do I redeem it? gift card': { inside: 0.9, shares: { redeem: 0.9, buy: 0.1 } },
      },
      { text: 'how do I redeem it?', context: 'gift card' },
    );
    expect(agree.sure).toBeGreaterThan(0.9);
    const contradict = await asking(
      {
        'how do I redeem it?': alone,
        'how do I redeem it? gift card': { inside: 0.9, shares: { buy: 0.9, redeem: 0.1 } },
      },
      { text: 'how do I redeem it?', context: 'gift card' },
    );
    expect(contradict.sure).toBeLessThan(0.7);
  });

  test('that nobody wrote about is not vouched for by a good question before it', async () => {
    const heard = await asking(
      { 'what about my horoscope? return item': sure('returning') },
      { text: 'what about my horoscope?', context },
    );
    expect(heard.sure).toBeLessThan(0.8);
    // Nothing says that this leans on anything: the topic may tell which entry, never that there is one.
    const unmarked = await asking(
      {
        'can I bring my dog?': { inside: 0.1, shares: { shop: 0.6, other: 0.4 } },
        'can I bring my dog? return item': sure('returning'),
      },
      { text: 'can I bring my dog?', context },
    );
    expect(unmarked.sure).toBeLessThanOrEqual(0.1);
  });

  test('that names the topic itself is not looked up twice, nor one that nothing was asked before', async () => {
    const text = 'and can I return that item?';
    expect((await asking({ [text]: sure('returning') }, { text, context })).looked).toEqual([text]);
    expect((await asking({ [text]: sure('returning') }, { text })).looked).toEqual([text]);
  });

  test('a short question that nothing marks is read with the topic only where that is surer', async () => {
    const text = 'how long do I have?';
    const unsure = { inside: 0.7, shares: { returning: 0.7, delivery: 0.3 } };
    const surer = await asking({ [text]: unsure, [`${text} return item`]: sure('returning') }, { text, context });
    expect([surer.best, surer.context]).toEqual(['returning', context]);
    expect(surer.sure).toBeGreaterThan(0.6);
    const torn = { inside: 0.7, shares: { returning: 0.6, gifts: 0.4 } };
    const other = { inside: 0.9, shares: { gifts: 0.6, returning: 0.4 } };
    const alone = await asking({ [text]: torn, [`${text} return item`]: other }, { text, context });
    expect([alone.best, alone.sure, alone.context]).toEqual(['returning', weighed(torn).confidence, undefined]);
    // A longer one speaks for itself.
    const long = 'how long do I have until the end of all days?';
    expect((await asking({ [long]: unsure }, { text: long, context })).looked).toEqual([long]);
  });

  test('shows of each entry the passage that was nearer', async () => {
    const heard = await asking(
      {
        'how do I redeem it?': { inside: 0.8, shares: { redeem: 0.6, buy: 0.4 } },
        'how do I redeem it? gift card': { inside: 0.9, shares: { redeem: 0.9, buy: 0.1 } },
      },
      { text: 'how do I redeem it?', context: 'gift card' },
    );
    expect(heard.read.ranked.map(({ found, near }) => [found.key, near])).toEqual([
      ['redeem', 0.9],
      ['buy', 0.4],
    ]);
  });

  test('that asks for nothing of its own is about what was answered, and as sure as that', async () => {
    const heard = await asking(
      {
        'how do I get it?': { inside: 0.6, shares: { other: 0.5, student: 0.1, app: 0.4 } },
        'how do I get it? student discount': { inside: 0.9, shares: { student: 0.9, other: 0.1 } },
      },
      { text: 'how do I get it?', context: 'student discount' },
    );
    expect(heard.best).toBe('student');
    expect(heard.sure).toBeGreaterThan(0.8);
  });

  test('what they have just read yields to what speaks of the new words', async () => {
    const table: Record<string, Says> = {
      'what does it cost?': { inside: 0.9, shares: { plans: 0.6, 'return cost': 0.3, 'Return an item': 0.1 } },
      'what does it cost? return item': { inside: 0.9, shares: { 'Return an item': 0.7, 'return cost': 0.3 } },
    };
    const askedAfter = (context: string) => asking(table, { text: 'what does it cost?', context });
    expect((await askedAfter('return item (Return an item)')).best).toBe('return cost');
    expect((await askedAfter('return item')).best).toBe('Return an item');
  });

  test('without a word that leans: vouched for where all that is new is spoken of, and by nothing less', async () => {
    const table = (entry: string): Record<string, Says> => ({
      'I never got the mail': { inside: 0.3, shares: { [entry]: 0.7, other: 0.3 } },
      'I never got the mail reset password': { inside: 0.9, shares: { [entry]: 0.95, other: 0.05 } },
    });
    const askedOf = (entry: string) =>
      asking(table(entry), { text: 'I never got the mail', context: 'reset password' });
    expect((await askedOf('password mail missing')).sure).toBeGreaterThan(0.8);
    expect((await askedOf('password missing')).sure).toBeLessThan(0.4);
  });

  test('a question that stands by itself is not looked up twice', async () => {
    const heard = await asking(
      { 'do you ship to Norway?': sure('countries') },
      { text: 'do you ship to Norway?', context },
    );
    expect(heard).toMatchObject({ best: 'countries', looked: ['do you ship to Norway?'] });
    expect(heard.context).toBeUndefined();
    const long = 'I would really like to know whether a kettle of yours fits my stove';
    expect((await asking({}, { text: long, context })).looked).toEqual([long]);
  });

  test('where there is nothing to search for, there is nothing to lean', async () => {
    const heard = await understand({ text: '👍', context, answer: 0.8, weigh: async () => nothing, score });
    expect(heard).toEqual({ read: nothing, answeredBy: 1 });
  });
});

describe('several questions', () => {
  const text = 'How do I return it? Do you ship to Norway?';
  const parts = (one: Says | undefined, other: Says | undefined, whole?: Says) =>
    asking(
      {
        ...(one && { 'How do I return it?': one }),
        ...(other && { 'Do you ship to Norway?': other }),
        ...(whole && { [text]: whole }),
      },
      { text },
    );

  test('all answered: one answer of several entries, as sure as the weaker', async () => {
    const heard = await parts(sure('returning'), { inside: 0.95, shares: { countries: 0.9, other: 0.1 } });
    expect(heard.answeredBy).toBe(2);
    expect(heard.read.ranked.slice(0, 3).map(({ found, part }) => [found.key, part])).toEqual([
      ['returning', 1],
      ['countries', 2],
      ['other', 1],
    ]);
    expect(heard.sure).toBeCloseTo(0.855);
    // What is told of it is what is known of the weaker one.
    expect(heard.read.inside).toBe(0.95);
    expect(heard.parts).toMatchObject([
      { question: 'How do I return it?', entry: 'returning' },
      { question: 'Do you ship to Norway?', entry: 'countries' },
    ]);
  });

  test('one not answered: the other is, and it is named', async () => {
    for (const whole of [undefined, sure('returning')]) {
      const heard = await parts(sure('returning'), undefined, whole);
      expect(heard).toMatchObject({ answeredBy: 1, best: 'returning', open: ['Do you ship to Norway?'] });
      expect(heard.sure).toBeGreaterThan(0.9);
      expect(heard.parts?.map(({ entry }) => entry)).toEqual(['returning', undefined]);
    }
  });

  test('one entry for both is one answer', async () => {
    const heard = await parts(sure('returning'), sure('returning'), {
      inside: 0.7,
      shares: { returning: 0.9, other: 0.1 },
    });
    expect(heard).toMatchObject({ answeredBy: 1, best: 'returning' });
    expect(heard.sure).toBeGreaterThan(0.9);
    expect(heard.parts).toBeUndefined();
  });

  test('no part sure: taking it apart has helped nothing', async () => {
    const whole = { inside: 0.7, shares: { returning: 0.6, countries: 0.4 } };
    const heard = await parts(undefined, undefined, whole);
    expect(heard).toMatchObject({ answeredBy: 1, read: weighed(whole) });
  });

  test('a part that leans on the whole belongs to it', async () => {
    const heard = await asking(
      {
        'I was charged twice, why? Can you look into it?': sure('charged'),
        'I was charged twice, why?': sure('charged'),
      },
      { text: 'I was charged twice, why? Can you look into it?' },
    );
    expect(heard).toMatchObject({ answeredBy: 1, best: 'charged' });
  });

  test('a part that leans on the whole takes no place of its own in the answer', async () => {
    const text = 'I was charged twice, why? Can you look into it? Do you ship to Norway?';
    const heard = await asking(
      {
        [text]: sure('charged'),
        'I was charged twice, why?': sure('charged'),
        'Do you ship to Norway?': sure('countries'),
      },
      { text },
    );
    expect(heard.answeredBy).toBe(2);
    expect(heard.read.ranked.slice(0, 2).map(({ found }) => found.key)).toEqual(['charged', 'countries']);
  });

  test('a part that is half sure counts where the whole is certain of the same entry, and nowhere else', async () => {
    // Read alone, and with the topic of the part before it.
    const reading = (inside: number, whole: Says) => {
      const says = { inside, shares: { countries: 0.9, other: 0.1 } };
      const [first, second] = ['How do I return it?', 'Do you ship to Norway?'];
      return asking(
        { [first]: sure('returning'), [second]: says, [`${second} return`]: says, [text]: whole },
        { text },
      );
    };
    const certain = await reading(0.7, sure('countries'));
    expect(certain.answeredBy).toBe(2);
    expect(certain.sure).toBeCloseTo(0.98 * 0.98);
    expect(certain.parts?.map(({ entry }) => entry)).toEqual(['returning', 'countries']);
    const unsure = await reading(0.7, { inside: 0.7, shares: { countries: 0.98, other: 0.02 } });
    expect(unsure).toMatchObject({ answeredBy: 1, open: ['Do you ship to Norway?'] });
    expect(unsure.parts?.map(({ entry }) => entry)).toEqual(['returning', undefined]);
    // Less than half sure is not sure, whatever the whole says.
    expect((await reading(0.5, sure('countries'))).answeredBy).toBe(1);
  });

  test('a wish without an answer is named, but for one that the entry given speaks of', async () => {
    const heard = await asking({ 'cancel my plan': sure('cancel') }, { text: 'cancel my plan and get a discount' });
    expect(heard).toMatchObject({ answeredBy: 1, best: 'cancel', open: ['get a discount'] });
    const spoken = await asking({ 'cancel my plan': sure('discounts') }, { text: 'cancel my plan and get a discount' });
    expect(spoken).toMatchObject({ answeredBy: 1, best: 'discounts' });
    expect(spoken.open).toBeUndefined();
  });

  test('an entry for both halves beats one for half of it', async () => {
    const text = 'return my mug and get another colour';
    const heard = await asking({ [text]: sure('exchange'), 'return my mug': sure('returning') }, { text });
    expect(heard).toMatchObject({ answeredBy: 1, best: 'exchange' });
    expect(heard.open).toBeUndefined();
  });

  test('each part leans on the one before it, the first on what was asked before', async () => {
    const heard = await asking(
      {
        'is it paid monthly? plan': sure('price'),
        'is it paid monthly?': sure('price'),
        'and is it cheaper for students? paid monthly': sure('students'),
      },
      { text: 'is it paid monthly? and is it cheaper for students?', context: 'plan' },
    );
    expect(heard.looked).toContain('and is it cheaper for students? paid monthly');
    expect(heard.context).toBe('plan');
  });

  test('what was asked before is told of each part that was read with it, and of the whole', async () => {
    const [first, second] = ['how long do I have?', 'How do I wrap a gift for my aunt?'];
    const torn = { inside: 0.9, shares: { returning: 0.7, delivery: 0.3 } };
    const heard = await asking(
      { [first]: torn, [`${first} return item`]: sure('returning'), [second]: sure('gifts') },
      { text: `${first} ${second}`, context: 'How do I return an item?' },
    );
    expect(heard).toMatchObject({ answeredBy: 2, context: 'How do I return an item?' });
    expect(heard.parts).toEqual([
      { question: first, context: 'How do I return an item?', confidence: expect.any(Number), entry: 'returning' },
      { question: second, confidence: 0.98 * 0.98, entry: 'gifts' },
    ]);
  });

  test('of too many the rest is named', async () => {
    const many = ['plans', 'mugs', 'kettles', 'grinders', 'beans'].map((thing) => `Do you sell ${thing}?`);
    const heard = await asking(Object.fromEntries(many.map((one) => [one, sure(one)])), { text: many.join(' ') });
    expect(heard).toMatchObject({ answeredBy: 4, open: ['Do you sell beans?'] });
    expect(heard.parts?.map(({ entry }) => entry)).toEqual([...many.slice(0, 4), undefined]);
    expect(heard.looked).not.toContain(many[4]);
  });
});
