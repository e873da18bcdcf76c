// Goal: goods that are nowhere to be seen stand out against those of other dealers. Method: a dozen dealers by hand.
import { expect, test } from 'vitest';
import { estimateDarkStock } from '../../../db/domain/diversion/detect/dark-stock.ts';

test('dark stock: goods that are nowhere to be seen stand out without a scan outside', () => {
  const stock = Array.from({ length: 12 }, (_, n) => ({ dealer: `D${n}`, shipped: 1000, counted: 100, returned: 0 }));
  // Everybody's goods are scanned at 30 to 36 %; half of D11's never are.
  const inside = (dealer: string): number => (dealer === 'D11' ? 148 : 270 + Number(dealer.slice(1)) * 5);
  const found = estimateDarkStock(stock, inside);
  const of = (dealer: string) => found.find((line) => line.dealer === dealer)!.missing;
  expect(of('D11').low).toBeGreaterThan(250);
  expect(of('D11').middle).toBeGreaterThan(380);
  expect(of('D11').middle).toBeLessThan(520);
  expect(of('D3').low).toBeLessThan(30);
  expect(estimateDarkStock(stock.slice(0, 3), inside)).toEqual([]);
});
