// Goal: numbers of the detector stand in columns as a reader expects them. Method: a table by hand.
import { expect, test } from 'vitest';
import { decimals, oneDecimal } from '../../../renderer/features/diversion/alert-text.ts';

test.each([
  [0, '0'],
  [4.3e-7, '<0.001'],
  [0.00098, '<0.001'],
  [0.001, '0.001'],
  [0.0095, '0.0095'],
  [8, '8'],
  [-8.53, '−8.5'],
  [54.82, '54.8'],
  [387.4, '387'],
])('%d is %s', (value, text) => {
  expect(decimals(value)).toBe(text);
});

test.each([
  [9, '9.0'],
  [21.94, '21.9'],
  [-0.52, '−0.5'],
])('in a column of scores %d is %s', (value, text) => {
  expect(oneDecimal(value)).toBe(text);
});
