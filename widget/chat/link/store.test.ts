import { afterEach, expect, test, vi } from 'vitest';
import { openStore, storeKey } from './store.js';

afterEach(() => vi.unstubAllGlobals());
const inMemory = (value?: string) => {
  const map = new Map(value === undefined ? [] : [['k', value]]);
  return { map, getItem: (k: string) => map.get(k) ?? null, setItem: (k: string, v: string) => void map.set(k, v) };
};

test('one record per server and inbox', () => {
  expect(storeKey('https://a.example', 'sales')).toBe('frontdesk:https://a.example:sales');
});

test('a change is made to what is there now: another tab may have written since', () => {
  const storage = inMemory('{"token":"t"}');
  const [one, two] = [openStore('k', storage), openStore('k', storage)];
  expect(one.read()).toEqual({ token: 't' });
  two.update((kept) => Object.assign(kept, { sub: 's' }));
  expect(one.update((kept) => Object.assign(kept, { readSeq: 4 }))).toEqual({ token: 't', sub: 's', readSeq: 4 });
  expect(JSON.parse(storage.map.get('k') ?? '')).toEqual({ token: 't', sub: 's', readSeq: 4 });
});

test.each(['{', 'null', '7', '"text"'])('what is no record (%s) is an empty one', (value) => {
  const store = openStore('k', inMemory(value));
  expect(store.read()).toEqual({});
  expect(store.update((kept) => Object.assign(kept, { token: 't' }))).toEqual({ token: 't' });
});

test('where writing fails the page goes on from memory, and does not fall back to what was', () => {
  const storage = {
    getItem: () => '{"token":"old"}',
    setItem: vi.fn(() => {
      throw new Error('full');
    }),
  };
  const store = openStore('k', storage);
  store.update((kept) => Object.assign(kept, { token: 'new' }));
  expect(store.read()).toEqual({ token: 'new' });
  store.update((kept) => Object.assign(kept, { sub: 's' }));
  expect(store.read()).toEqual({ token: 'new', sub: 's' });
  expect(storage.setItem).toHaveBeenCalledTimes(1);
});

test('where reading fails there is nothing', () => {
  const store = openStore('k', {
    getItem: () => {
      throw new Error('forbidden');
    },
    setItem: () => {},
  });
  expect(store.read()).toEqual({});
});

test('by default it is the browser’s own, or none where the browser forbids it', () => {
  const storage = inMemory();
  vi.stubGlobal('localStorage', storage);
  openStore('k').update((kept) => Object.assign(kept, { token: 't' }));
  expect(storage.map.get('k')).toBe('{"token":"t"}');
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get: () => {
      throw new Error('no');
    },
  });
  try {
    const store = openStore('k');
    store.update((kept) => Object.assign(kept, { token: 'u' }));
    expect(store.read()).toEqual({ token: 'u' });
  } finally {
    if (before) Object.defineProperty(globalThis, 'localStorage', before);
  }
});
