/** Where a request comes from, as limits and the audit log count it. */
import { expect, test } from 'vitest';
import { isLoopback, networkOf } from './address.js';
import { isUuid } from './endpoints.js';

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['::12', false],
  ['1127.0.0.1', false],
  ['128.0.0.1', false],
  ['', false],
])('%s is this machine: %s', (address, own) => {
  expect(isLoopback(address)).toBe(own);
});

test.each([
  ['203.0.113.77', '203.0.113.0/24'],
  ['::ffff:203.0.113.77', '203.0.113.0/24'],
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['', ''],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:db8::6', '2001:db8:0::/48'],
  ['2001::4:5:6', '2001:0:0::/48'],
  ['::2:3:4:5:6:7:8', '0:2:3::/48'],
  ['1:2:3:4:5:6:7::', '1:2:3::/48'],
  ['::', '0:0:0::/48'],
  ['::ffff:1', '0:0:0::/48'],
])('%s is of the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

const id = '0189abcd-ef01-7234-89ab-cdef01234567';
test.each([
  [id, true],
  [id.toUpperCase(), false],
  [`${id}0`, false],
  [`0${id}`, false],
  [id.slice(1), false],
  [id.replaceAll('-', ''), false],
  [id.replace('a', 'g'), false],
  [`${id}\n`, false],
  [`${id.slice(0, 24)}_${id.slice(25)}`, false],
  [id.slice(0, 23), false],
  ['', false],
])('%j is a uuid: %s', (text, right) => {
  expect(isUuid(text)).toBe(right);
});
