// @vitest-environment happy-dom
import { render } from 'lit';
import { expect, test } from 'vitest';
import { curve, pointAt } from './curve.js';

const points = [
  { confidence: 0.95, answered: 0.1, wrong: 0 },
  { confidence: 0.8, answered: 0.4, wrong: 0.04 },
  { confidence: 0.3, answered: 1, wrong: 0.3 },
];

test('the threshold lies where the last answer is that is sure enough', () => {
  expect(pointAt(points, 0.8)).toBe(points[1]);
  expect(pointAt(points, 0.81)).toBe(points[0]);
  expect(pointAt(points, 0.99)).toBeUndefined();
  expect(pointAt([], 0.5)).toBeUndefined();
});

test('it is drawn with its budget and its threshold, and says in words what it shows', () => {
  const place = document.createElement('div');
  const words = { label: 'At most 5 % wrong', across: 'Answered', up: 'Wrong' };
  render(curve(points, { budget: 0.05, threshold: 0.8, ...words }), place);
  const drawn = place.querySelector('svg');
  expect(drawn?.getAttribute('aria-label')).toBe('At most 5 % wrong');
  expect(place.querySelector('.line')?.getAttribute('d')).toMatch(/^M.*L.*L/);
  expect(place.querySelectorAll('.here')).toHaveLength(1);
  render(curve(points, { budget: 0.05, threshold: 0.99, ...words }), place);
  expect(place.querySelectorAll('.here')).toHaveLength(0);
  expect(place.innerHTML).not.toContain('NaN');
  render(curve([], { budget: 0.05, threshold: 0.5, ...words }), place);
  expect(place.innerHTML).not.toContain('NaN');
});
