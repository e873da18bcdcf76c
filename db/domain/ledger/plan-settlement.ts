import type { EntryLeg } from '../rebates/effects.ts';
import type { SettleBody, TaxedLine } from './bodies.ts';
import { credit, debit, type Refusal, type Working } from './draft.ts';
import { splitVat } from './red-invoice.ts';

const PPM = 1_000_000n;

/**
 * Legs of a line that is taxed. In an agreement 含税 the amount contains the tax, in one 不含税 it comes on top of it
 * (entries 3a and 3c of the proposed accounts).
 */
function taxedLegs(line: TaxedLine, basis: 'net' | 'gross', form: 'invoice' | 'goods'): EntryLeg[] {
  const vat = splitVat(line.vat, basis);
  const sum = (pick: (one: (typeof vat)[number]) => number): number => vat.reduce((total, one) => total + pick(one), 0);
  const tax = sum(({ taxFen }) => taxFen);
  if (form === 'goods') {
    return [
      debit('rebate_payable', line.amountFen),
      // Goods for a net rebate are worth the tax more than the rebate: the house bears it.
      ...(basis === 'net' ? [debit('rebate_tax', tax)] : []),
      credit(
        'sales_revenue',
        sum(({ netFen }) => netFen),
      ),
      credit('output_vat', tax),
    ];
  }
  return [
    debit('rebate_payable', line.amountFen),
    debit('output_vat', tax),
    credit(
      'dealer_receivable',
      sum(({ grossFen }) => grossFen),
    ),
    // A rebate 含税 was spent with its tax: what the tax office gives back lowers what was spent.
    ...(basis === 'gross' ? [credit('rebate_tax', tax)] : []),
  ];
}

const grossOf = (line: TaxedLine, basis: 'net' | 'gross'): number =>
  splitVat(line.vat, basis).reduce((sum, { grossFen }) => sum + grossFen, 0);

/** 兑付: pays out of 应付返利. That there is enough is checked for all kinds together. */
export function planSettlement(body: SettleBody, working: Working): Refusal | null {
  if (body.form === 'cash') {
    for (const line of body.lines) {
      working.post(line, 'settle', [debit('rebate_payable', line.amountFen), credit('bank', line.amountFen)]);
    }
    return null;
  }
  const basisOf = (line: TaxedLine) => working.facts.versionIn(line.agreementId, line.periodCode)?.taxBasis ?? 'net';
  if (body.form === 'order_offset') {
    const order = working.facts.order(body.orderId);
    const stranger = body.lines.find(({ dealerId }) => dealerId !== order?.dealerId);
    if (order === null || stranger !== undefined) return { code: 'order_unknown' };
    const offset = body.lines.reduce((sum, line) => sum + grossOf(line, basisOf(line)), order.offsetFen);
    const room = Number((BigInt(order.grossFen) * BigInt(body.capPpm)) / PPM);
    if (offset > room) return { code: 'order_cap_exceeded', proposedFen: offset, foundFen: room };
  }
  for (const line of body.lines) {
    working.post(line, 'settle', taxedLegs(line, basisOf(line), body.form === 'goods' ? 'goods' : 'invoice'));
  }
  return null;
}
