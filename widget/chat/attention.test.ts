// @vitest-environment happy-dom
/** Calling back a visitor who looks elsewhere: the count before the page's title, and the sound, by a fake clock. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pass, settle } from '../testing/network.js';
import { withTabs } from '../testing/tabs.js';
import type { ring as Ring } from './attention.js';

describe('the title', () => {
  const fresh = async () => {
    vi.resetModules();
    return (await import('./attention.js')).markTitle;
  };
  const chat = () => document.body.appendChild(document.createElement('div'));
  afterEach(() => document.body.replaceChildren());

  test('has the sum of all chats that are on the page, and nothing where that is nothing', async () => {
    const markTitle = await fresh();
    document.title = 'Shop';
    const [one, two] = [chat(), chat()];
    markTitle(one, 0);
    expect(document.title).toBe('Shop');
    markTitle(one, 2);
    markTitle(two, 3);
    expect(document.title).toBe('(5) Shop');
    one.remove();
    markTitle(two, 1);
    expect(document.title).toBe('(1) Shop');
    markTitle(two, 0);
    expect(document.title).toBe('Shop');
  });

  test('that the page changes meanwhile is kept as it is', async () => {
    const markTitle = await fresh();
    const one = chat();
    document.title = 'Shop';
    markTitle(one, 1);
    document.title = 'Basket';
    markTitle(one, 2);
    expect(document.title).toBe('(2) Basket');
    document.title = '(7) Mails';
    markTitle(one, 0);
    expect(document.title).toBe('(7) Mails');
  });
});

describe('the sound', () => {
  const tabs = withTabs();
  const sounds: number[] = [];
  let resumes: () => Promise<void>;
  let made = 0;
  let ring: typeof Ring;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1e12 });
    sounds.length = 0;
    made = 0;
    resumes = async () => {};
    const loudness = {
      gain: { setValueAtTime: () => {}, linearRampToValueAtTime: () => {}, exponentialRampToValueAtTime: () => {} },
      connect: () => {},
    };
    vi.stubGlobal(
      'AudioContext',
      class {
        currentTime = 0;
        destination = {};
        constructor() {
          made += 1;
        }
        resume = () => resumes();
        createGain = () => loudness;
        createOscillator() {
          const frequency = { value: 0 };
          return { frequency, connect: () => loudness, start: () => sounds.push(frequency.value), stop: () => {} };
        }
      },
    );
    vi.resetModules();
    ring = (await import('./attention.js')).ring;
  });
  afterEach(() => vi.useRealTimers());

  test('is two tones, over one output for all times', async () => {
    void ring();
    await pass(1_000);
    void ring();
    await settle();
    expect([sounds, made]).toEqual([[587, 784, 587, 784], 1]);
  });

  test('comes from one of several tabs, for a second; the next one rings again', async () => {
    void ring();
    void ring();
    await pass(999);
    void ring();
    await settle();
    expect(sounds).toHaveLength(2);
    await pass(1);
    void ring();
    await settle();
    expect(sounds).toHaveLength(4);
    expect(tabs.locks.held.map(({ name }) => name)).toEqual(['frontdesk:ring']);
  });

  test.each([
    [1_000, 2],
    [1_001, 0],
  ])('that may begin only %s ms later has %s tones', async (ms, tones) => {
    resumes = () => new Promise((resolve) => setTimeout(resolve, ms));
    void ring();
    await pass(ms);
    expect(sounds).toHaveLength(tones);
  });

  test('where a browser has no locks is made all the same, and where it has no sound nothing happens', async () => {
    vi.stubGlobal('navigator', {});
    await ring();
    expect(sounds).toHaveLength(2);
    vi.resetModules();
    vi.stubGlobal('AudioContext', undefined);
    const silent = (await import('./attention.js')).ring;
    await silent();
    expect(sounds).toHaveLength(2);
  });
});
