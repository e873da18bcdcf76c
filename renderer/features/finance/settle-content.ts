import type { BalanceRow } from '../../../db/contract/ledger.ts';
import { LINES_MAX, type ProposalContent, type SettleBody, type VatShare } from '../../../db/domain/ledger/bodies.ts';
import type { SettlementForm } from '../../../db/domain/ledger/kinds.ts';
import { splitVat, type VatLine } from '../../../db/domain/ledger/red-invoice.ts';
import { chunksOf } from './proposal-sums.ts';

/** A line to be settled, with how it is taxed. */
export interface SettleLine {
  readonly agreementId: string;
  readonly dealerId: string;
  readonly periodCode: string;
  readonly amountFen: number;
  readonly taxBasis: 'net' | 'gross';
  /** Null where no goods earned it: then `ratePpm` of the form holds. */
  readonly vat: readonly VatShare[] | null;
}

/** What the person filled in; only what his form asks for is looked at. */
export interface SettleForm {
  readonly form: SettlementForm;
  readonly redInvoiceNo: string;
  readonly orderId: string;
  /** Percent of the order's amount with tax, 1 to 100. */
  readonly capPercent: number;
  readonly paymentNo: string;
  readonly deliveryNo: string;
  /** Of lines that no goods earned. */
  readonly ratePpm: number;
}

export const EMPTY_FORM: SettleForm = {
  form: 'credit_note',
  redInvoiceNo: '',
  orderId: '',
  capPercent: 100,
  paymentNo: '',
  deliveryNo: '',
  ratePpm: 130_000,
};

export const amountsOf = (rows: readonly BalanceRow[]) =>
  rows.map(({ agreementId, dealerId, periodCode, payableOpenFen }) => ({
    agreementId,
    dealerId,
    periodCode,
    amountFen: payableOpenFen,
  }));

const sharesOf = (line: SettleLine, ratePpm: number): VatShare[] => [
  ...(line.vat ?? [{ ratePpm, amountFen: line.amountFen }]),
];

/** What the red invoice, or the goods, come to: net, tax and gross of each rate, over all lines; each line is rounded by itself. */
export function taxOf(lines: readonly SettleLine[], ratePpm: number): VatLine[] {
  const sums = new Map<number, VatLine>();
  for (const line of lines) {
    for (const part of splitVat(sharesOf(line, ratePpm), line.taxBasis)) {
      const before = sums.get(part.ratePpm) ?? { ratePpm: part.ratePpm, netFen: 0, taxFen: 0, grossFen: 0 };
      sums.set(part.ratePpm, {
        ratePpm: part.ratePpm,
        netFen: before.netFen + part.netFen,
        taxFen: before.taxFen + part.taxFen,
        grossFen: before.grossFen + part.grossFen,
      });
    }
  }
  return [...sums.values()].sort((a, b) => a.ratePpm - b.ratePpm);
}

/** The first thing that is missing, or null. */
export function lacking(
  form: SettleForm,
  dealers: number,
): 'order' | 'oneDealer' | 'cap' | 'paymentNo' | 'deliveryNo' | null {
  switch (form.form) {
    case 'credit_note':
      return null;
    case 'order_offset':
      if (dealers !== 1) return 'oneDealer';
      if (form.orderId === '') return 'order';
      return form.capPercent >= 1 && form.capPercent <= 100 ? null : 'cap';
    case 'cash':
      return form.paymentNo.trim() === '' ? 'paymentNo' : null;
    case 'goods':
      return form.deliveryNo.trim() === '' ? 'deliveryNo' : null;
  }
}

/** The proposals that settle these lines. */
export const settleContents = (lines: readonly SettleLine[], form: SettleForm): ProposalContent[] =>
  chunksOf(lines, LINES_MAX).map((part) => ({ kind: 'settle', body: bodyOf(part, form) }));

function bodyOf(part: readonly SettleLine[], form: SettleForm): SettleBody {
  const plain = part.map(({ agreementId, dealerId, periodCode, amountFen }) => ({
    agreementId,
    dealerId,
    periodCode,
    amountFen,
  }));
  const taxed = part.map((line, at) => ({
    ...(plain[at] as (typeof plain)[number]),
    vat: sharesOf(line, form.ratePpm),
  }));
  switch (form.form) {
    case 'credit_note': {
      const redInvoiceNo = form.redInvoiceNo.trim() === '' ? null : form.redInvoiceNo.trim();
      return { form: 'credit_note', redInvoiceNo, lines: taxed };
    }
    case 'order_offset':
      return { form: 'order_offset', orderId: form.orderId, capPpm: form.capPercent * 10_000, lines: taxed };
    case 'cash':
      return { form: 'cash', paymentNo: form.paymentNo.trim(), lines: plain };
    case 'goods':
      return { form: 'goods', deliveryNo: form.deliveryNo.trim(), lines: taxed };
  }
}
