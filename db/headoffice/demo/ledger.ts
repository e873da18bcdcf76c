import { createHash } from 'node:crypto';
import { entryHashText } from '../../domain/rebates/entry-hash.ts';
import { type DemoAgreement, LEDGER_FROM_YEAR } from './agreements.ts';
import { dayOf, instantOf, isoOf, workingDayFrom } from './calendar.ts';
import { homeOn } from './dealers.ts';
import type { Organisation } from './organisation.ts';
import type { Random } from './random.ts';
import type { Rows } from './tables.ts';

interface Draft {
  readonly day: number;
  readonly agreement: DemoAgreement;
  readonly kind: 'accrue' | 'true_up' | 'confirm' | 'settle' | 'diversion';
  readonly period: string;
  readonly baseFen: number;
  readonly legs: readonly (readonly [string, number, number])[];
}

const codeOf = (year: number, quarter: number): string => `${year}Q${quarter}`;
const lastDayOf = (year: number, month: number): number => Date.UTC(year, month, 0) / 86_400_000;

/** 红字发票 of an offset: VAT of 13 % on top of the net rebate, 四舍五入. */
const vatOf = (fen: number): number => Math.floor((fen * 13 + 50) / 100);

/** Postings of one agreement, month by month: what is earned by now less what was posted, then confirmed, then settled. */
function postingsOf(agreement: DemoAgreement, random: Random, asOf: number, diverted: boolean): Draft[] {
  const drafts: Draft[] = [];
  const { dealer } = agreement;
  const yearly = agreement.kind === 'whole_volume' || agreement.kind === 'marginal';
  const asOfDate = new Date(asOf * 86_400_000);
  for (let year = LEDGER_FROM_YEAR; year <= asOfDate.getUTCFullYear(); year += 1) {
    let posted = { baseFen: 0, rebateFen: 0 };
    for (let quarter = 1; quarter <= 4; quarter += 1) {
      const period = codeOf(year, quarter);
      let open = 0;
      let lastPosted = lastDayOf(year, quarter * 3);
      if (!yearly) posted = { baseFen: 0, rebateFen: 0 };
      for (let month = quarter * 3 - 2; month <= quarter * 3; month += 1) {
        const end = lastDayOf(year, month);
        const signed = new Date(agreement.signed(year) * 86_400_000);
        const isUnsigned = end < agreement.signed(year);
        // What a quarter earned before the signature is posted at once, at the end of the month of the signature.
        if (isUnsigned && month % 3 !== 0) continue;
        const day = Math.min(isUnsigned ? lastDayOf(signed.getUTCFullYear(), signed.getUTCMonth() + 1) : end, asOf);
        lastPosted = Math.max(lastPosted, day);
        if (lastDayOf(year, month - 1) >= asOf || (dealer.closed !== null && day > dealer.closed + 31)) continue;
        const now = agreement.earned(year, month);
        const fen = now.rebateFen - posted.rebateFen;
        const baseFen = now.baseFen - posted.baseFen;
        posted = now;
        if (fen === 0) continue;
        open += fen;
        drafts.push({
          day, agreement, period, baseFen,
          kind: fen > 0 ? 'accrue' : 'true_up',
          legs: fen > 0
            ? [['rebate_expense', fen, 0], ['rebate_accrued', 0, fen]]
            : [['rebate_accrued', -fen, 0], ['rebate_expense', 0, -fen]],
        }); // biome-ignore format: debit and credit side by side
      }
      const confirmDay = workingDayFrom(lastPosted + 10 + random.int(0, 8));
      if (open <= 0 || confirmDay > asOf || random.chance(0.04)) continue;
      drafts.push({
        day: confirmDay, agreement, kind: 'confirm', period, baseFen: 0,
        legs: [['rebate_accrued', open, 0], ['rebate_payable', 0, open]],
      }); // biome-ignore format: debit and credit side by side
      let payable = open;
      if (diverted && confirmDay + 3 <= asOf && year === asOfDate.getUTCFullYear() && quarter === 2) {
        const deduction = Math.max(1, Math.floor(open / 5));
        payable -= deduction;
        drafts.push({
          day: workingDayFrom(confirmDay + 3), agreement, kind: 'diversion', period, baseFen: 0,
          legs: [['rebate_payable', deduction, 0], ['rebate_expense', 0, deduction]],
        }); // biome-ignore format: debit and credit side by side
      }
      const settleDay = workingDayFrom(confirmDay + random.int(12, 45));
      if (settleDay > asOf || payable <= 0) continue;
      const vat = vatOf(payable);
      drafts.push({
        day: settleDay, agreement, kind: 'settle', period, baseFen: 0,
        legs: random.chance(0.85)
          ? [['rebate_payable', payable, 0], ['output_vat', vat, 0], ['dealer_receivable', 0, payable + vat]]
          : [['rebate_payable', payable, 0], ['bank', 0, payable]],
      }); // biome-ignore format: debit and credit side by side
    }
  }
  return drafts.filter(({ day }) => day <= asOf);
}

/** When the money of a period was paid out. */
export interface Settled {
  readonly agreementId: string;
  readonly dealerId: string;
  readonly period: string;
  readonly day: number;
}

/**
 * Posts every agreement's history in order of days, in one hash chain. Quarters before the running one are closed by
 * the caller afterwards; their codes and last hashes are returned, and what was settled when.
 */
export function keepLedger(
  rows: Rows,
  random: Random,
  options: {
    readonly org: Organisation;
    readonly agreements: readonly DemoAgreement[];
    readonly divertedDealers: ReadonlySet<string>;
    readonly from: number;
    readonly asOf: number;
  },
): {
  readonly closed: readonly { readonly code: string; readonly hash: string }[];
  readonly settled: readonly Settled[];
} {
  const { org, asOf } = options;
  const periods = new Map<string, { id: string; startsOn: string; endsOn: string; hash: string }>();
  const lastYear = Number(isoOf(asOf).slice(0, 4));
  for (let year = Number(isoOf(options.from).slice(0, 4)); year <= lastYear; year += 1) {
    for (let quarter = 1; quarter <= 4; quarter += 1) {
      const startsOn = isoOf(Date.UTC(year, quarter * 3 - 3, 1) / 86_400_000);
      const endsOn = isoOf(Date.UTC(year, quarter * 3, 1) / 86_400_000);
      const id = random.id(instantOf(dayOf(startsOn), 0));
      periods.set(codeOf(year, quarter), { id, startsOn, endsOn, hash: '' });
      rows.add('period', id, codeOf(year, quarter), startsOn, endsOn, 'open');
    }
  }

  const drafts = options.agreements
    .flatMap((agreement) => postingsOf(agreement, random, asOf, options.divertedDealers.has(agreement.dealer.id)))
    .map((draft, order) => ({ draft, order }))
    .sort((a, b) => a.draft.day - b.draft.day || a.order - b.order);
  let prevHash = '';
  drafts.forEach(({ draft }, n) => {
    const { agreement, kind, period } = draft;
    const concerned = periods.get(period);
    if (concerned === undefined) throw new Error(`no period ${period}`);
    const entry = {
      prevHash,
      id: random.id(instantOf(draft.day, 20) + n),
      seq: n + 1,
      regionId: homeOn(agreement.dealer, draft.day).id,
      dealerId: agreement.dealer.id,
      agreementId: agreement.id,
      kind,
      postingDate: isoOf(draft.day),
      periodCode: period,
      currency: 'CNY',
      baseFen: draft.baseFen,
      idempotencyKey: `${agreement.id}/${period}/${kind}/${isoOf(draft.day)}`,
      makerId: org.makerId,
      checkerId: org.checkerId,
      legs: draft.legs.map(([account, debitFen, creditFen]) => ({ account, debitFen, creditFen })),
    };
    const hash = createHash('sha256').update(entryHashText(entry)).digest('hex');
    rows.add(
      'entry', entry.id, entry.seq, entry.regionId, entry.dealerId, entry.agreementId, kind, entry.postingDate, concerned.id,
      'CNY', entry.baseFen, entry.idempotencyKey, entry.makerId, entry.checkerId, prevHash, hash,
    ); // biome-ignore format: one value a column
    entry.legs.forEach(({ account, debitFen, creditFen }, leg) => {
      rows.add('entry_leg', entry.id, leg + 1, account, debitFen, creditFen);
    });
    prevHash = hash;
    const posted = [...periods.values()].find(
      (candidate) => candidate.startsOn <= entry.postingDate && entry.postingDate < candidate.endsOn,
    );
    if (posted !== undefined) posted.hash = hash;
  });
  const closed = [...periods]
    .filter(([, { endsOn }]) => endsOn <= isoOf(asOf))
    .map(([code, { hash }]) => ({ code, hash: hash === '' ? createHash('sha256').update(code).digest('hex') : hash }));
  const settled = drafts.flatMap(({ draft: { agreement, kind, period, day } }) =>
    kind === 'settle' ? [{ agreementId: agreement.id, dealerId: agreement.dealer.id, period, day }] : [],
  );
  return { closed, settled };
}
