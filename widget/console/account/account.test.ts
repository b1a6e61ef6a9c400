// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { opened, refusedWith, server } from '../../testing/knowledge.js';
import { FdAccount } from './account.js';

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test('one’s own password is changed by whoever knows it; what is wrong is said, and nothing typed is lost', async () => {
  const asked = server({
    'PUT password': [
      refusedWith(403, 'wrong_password', 'no'),
      refusedWith(400, 'invalid', 'password: at least 10 characters'),
      { status: 500 },
      { status: 204 },
    ],
  });
  const { element, said, settle } = await opened(new FdAccount());
  await element.open();
  await settle();
  const field = (name: string) => element.renderRoot.querySelector(`[name=${name}]`) as HTMLInputElement;
  field('current').value = 'old';
  field('password').value = 'a much better one';
  const change = async () => {
    element.renderRoot.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    return element.renderRoot.querySelector('[role=alert]')?.textContent;
  };
  expect(await change()).toBe('The current password is not right.');
  expect(await change()).toContain('at least 10');
  expect(await change()).toContain('reach');
  expect(field('password').value).toBe('a much better one');
  await change();
  expect(said()).toContain('Your password is changed.');
  expect(element.renderRoot.querySelector('input')).toBeNull();
  expect(asked[3]?.body).toEqual({ current: 'old', password: 'a much better one' });
});
