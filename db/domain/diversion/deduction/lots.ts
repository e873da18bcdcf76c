import type { LineRow } from '../../rebates/rows/source.ts';
import type { CaseLot, CustodyRow } from '../cases/schema.ts';

/** What an entry of a case's history says about goods: the codes, and which packing case each came in. */
export interface LotsEntry {
  readonly lots: readonly CaseLot[];
  readonly custody: readonly Pick<CustodyRow, 'code' | 'caseCode'>[];
}

/**
 * The diverted goods of a case: every code that any of its entries names, once. A bottle whose packing case is named too
 * is in that case already.
 */
export function divertedLots(entries: readonly LotsEntry[]): readonly CaseLot[] {
  const lots = new Map(entries.flatMap((entry) => entry.lots.map((lot) => [lot.code, lot] as const)));
  const caseOf = new Map(entries.flatMap(({ custody }) => custody.map((row) => [row.code, row.caseCode] as const)));
  const isInside = (code: string): boolean => {
    const seen = new Set([code]);
    for (let at = caseOf.get(code) ?? null; at !== null && !seen.has(at); at = caseOf.get(at) ?? null) {
      if (lots.has(at)) return true;
      seen.add(at);
    }
    return false;
  };
  return [...lots.values()].filter(({ code }) => !isInside(code)).sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The part of an order line that was diverted. Amounts in 分, quantities in thousandths of the base unit. */
export interface DivertedLine {
  readonly lineId: string;
  readonly orderId: string;
  readonly skuId: string;
  readonly date: string;
  readonly quantityMilli: number;
  /** Of the whole line. */
  readonly lineQuantityMilli: number;
  readonly netFen: number;
  readonly taxFen: number;
}

export interface LinesWithout {
  /** What is left when the diverted goods are taken out. */
  readonly lines: readonly LineRow[];
  readonly diverted: readonly DivertedLine[];
  /** Codes that no order line is known for, or whose line is not here: nothing is deducted on them. */
  readonly codesWithoutLine: number;
  /** Diverted goods beyond what was sold less what came back: they earn nothing any more. Thousandths. */
  readonly cameBackMilli: number;
}

/** `fen` × part / whole to the 分, half away from zero: what an invoice over that part alone would say. */
function share(fen: number, part: number, whole: number): number {
  const product = 2n * BigInt(Math.abs(fen)) * BigInt(part) + BigInt(whole);
  const part100 = Number(product / (2n * BigInt(whole)));
  return fen < 0 ? -part100 : part100;
}

const goodsOf = ({ orderId, sku }: LineRow): string => `${orderId}/${sku.id}`;
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/**
 * Takes exactly the diverted goods out of what dealers bought. A line that was diverted in part keeps the rest of its
 * quantity and its amounts; price adjustments of the same goods of the order go with them in the same proportion. Goods that
 * came back are taken off what was sold first: they earn nothing already.
 * @param asOf lines after this day are not known
 */
export function withoutLots(lines: readonly LineRow[], lots: readonly CaseLot[], asOf: string): LinesWithout {
  const known = lines.filter(({ date }) => date <= asOf);
  const orders = new Map(known.filter(({ kind }) => kind === 'order').map((line) => [line.id, line] as const));
  const wanted = new Map<string, number>();
  let codesWithoutLine = 0;
  for (const { lineId, quantityMilli } of lots) {
    if (lineId === null || !orders.has(lineId)) codesWithoutLine += 1;
    else wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantityMilli);
  }
  const touched = new Set([...wanted.keys()].map((id) => goodsOf(orders.get(id) as LineRow)));
  const byGoods = Map.groupBy(
    known.filter((line) => touched.has(goodsOf(line))),
    goodsOf,
  );
  const taken = new Map<string, number>();
  const shareOf = new Map<string, { readonly part: number; readonly whole: number }>();
  let cameBackMilli = 0;
  for (const [goods, own] of byGoods) {
    const sold = own.filter(({ kind }) => kind === 'order').sort((a, b) => (a.id < b.id ? -1 : 1));
    const returned = own.filter(({ kind }) => kind === 'return');
    let room = Math.max(0, sumOf([...sold, ...returned].map(({ quantityMilli }) => quantityMilli)));
    for (const { id, quantityMilli } of sold) {
      const asked = wanted.get(id) ?? 0;
      const part = Math.min(asked, quantityMilli, room);
      cameBackMilli += asked - part;
      room -= part;
      if (part > 0) taken.set(id, part);
    }
    const part = sumOf(sold.map(({ id }) => taken.get(id) ?? 0));
    if (part > 0) shareOf.set(goods, { part, whole: sumOf(sold.map(({ quantityMilli }) => quantityMilli)) });
  }
  const diverted: DivertedLine[] = [];
  const left = lines.flatMap((line): LineRow[] => {
    const whole = line.kind === 'adjustment' ? shareOf.get(goodsOf(line)) : undefined;
    const ofLine = taken.get(line.id);
    const part =
      line.date > asOf ? null : (whole ?? (ofLine === undefined ? null : { part: ofLine, whole: line.quantityMilli }));
    if (part === null) return [line];
    const net = share(line.netFen, part.part, part.whole);
    const tax = share(line.taxFen, part.part, part.whole);
    const quantity = ofLine ?? 0;
    diverted.push({
      lineId: line.id,
      orderId: line.orderId,
      skuId: line.sku.id,
      date: line.date,
      quantityMilli: quantity,
      lineQuantityMilli: line.quantityMilli,
      netFen: net,
      taxFen: tax,
    });
    if (part.part === part.whole) return [];
    return [
      {
        ...line,
        quantityMilli: line.quantityMilli - quantity,
        netFen: line.netFen - net,
        taxFen: line.taxFen - tax,
      },
    ];
  });
  return {
    lines: left,
    diverted: diverted.sort((a, b) => (a.lineId < b.lineId ? -1 : 1)),
    codesWithoutLine,
    cameBackMilli,
  };
}
