import type { VatShare } from '../../../db/domain/ledger/bodies.ts';
import { splitVat, type VatLine } from '../../../db/domain/ledger/red-invoice.ts';
import { placeOf } from './proposal-sums.ts';
import type { ReviewRow } from './review-checks.ts';
import type { SettleLine } from './settle-content.ts';

/** What a dealer is charged, with how it is taxed; `isTaxed` is false where it was paid out in cash. */
export interface ChargeLine extends SettleLine {
  readonly isTaxed: boolean;
}

/** What has to be charged to dealers because it is settled already, in 分, by agreement, dealer and period. */
export const chargesOf = (rows: readonly ReviewRow[]) =>
  rows.flatMap(({ accrual: { line, takenFrom } }) =>
    takenFrom.chargedFen === 0
      ? []
      : [
          {
            agreementId: line.agreementId,
            dealerId: line.dealerId,
            periodCode: line.periodCode,
            amountFen: takenFrom.chargedFen,
          },
        ],
  );

/** The shares of a charge; `ratePpm` holds where nothing is left that earned anything. None where no tax was involved. */
const sharesOf = ({ isTaxed, vat, amountFen }: ChargeLine, ratePpm: number): VatShare[] =>
  isTaxed ? [...(vat ?? [{ ratePpm, amountFen }])] : [];

/** VAT of charges, by {@link placeOf}. */
export const vatOfCharges = (charges: readonly ChargeLine[], ratePpm: number): ReadonlyMap<string, VatShare[]> =>
  new Map(charges.map((line) => [placeOf(line), sharesOf(line, ratePpm)]));

/** What the invoice to dealers comes to: net, tax and gross of each rate; each line is rounded by itself. */
export function taxOfCharges(charges: readonly ChargeLine[], ratePpm: number): VatLine[] {
  const lines = charges.flatMap((line) => splitVat(sharesOf(line, ratePpm), line.taxBasis));
  return [...Map.groupBy(lines, (line) => line.ratePpm)]
    .map(([rate, own]) => {
      const sum = (key: 'netFen' | 'taxFen' | 'grossFen'): number => own.reduce((total, line) => total + line[key], 0);
      return { ratePpm: rate, netFen: sum('netFen'), taxFen: sum('taxFen'), grossFen: sum('grossFen') };
    })
    .sort((a, b) => a.ratePpm - b.ratePpm);
}
