import { createHash } from 'node:crypto';
import { entryHashText } from '../../domain/rebates/entry-hash.ts';
import { dayOf, instantOf, isoOf } from './calendar.ts';
import { homeOn } from './dealers.ts';
import type { Organisation } from './organisation.ts';
import type { Draft } from './postings.ts';
import type { Random } from './random.ts';
import type { Rows } from './tables.ts';

const codeOf = (year: number, quarter: number): string => `${year}Q${quarter}`;

/** When the money of a period was paid out. */
export interface Settled {
  readonly agreementId: string;
  readonly dealerId: string;
  readonly period: string;
  readonly day: number;
}

/**
 * Enters all postings in order of days, in one hash chain. Of the quarters that are over all but the last are closed by
 * the caller afterwards: that one is left for whoever works as finance. Their codes and last hashes are returned, and what
 * was settled when.
 */
export function keepLedger(
  rows: Rows,
  random: Random,
  options: {
    readonly org: Organisation;
    readonly drafts: readonly Draft[];
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

  const drafts = options.drafts
    .map((draft, order) => ({ draft, order }))
    .sort((a, b) => a.draft.day - b.draft.day || a.order - b.order);
  let prevHash = '';
  drafts.forEach(({ draft }, n) => {
    const { dealer, agreementId, kind, period } = draft;
    const concerned = periods.get(period);
    if (concerned === undefined) throw new Error(`no period ${period}`);
    const entry = {
      prevHash,
      id: random.id(instantOf(draft.day, 20) + n),
      seq: n + 1,
      regionId: homeOn(dealer, draft.day).id,
      dealerId: dealer.id,
      agreementId,
      kind,
      postingDate: isoOf(draft.day),
      periodCode: period,
      currency: 'CNY',
      baseFen: draft.baseFen,
      idempotencyKey: `${agreementId}/${period}/${kind}/${isoOf(draft.day)}`,
      makerId: org.makerId,
      checkerId: org.checkerId,
      legs: draft.legs,
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
    .slice(0, -1)
    .map(([code, { hash }]) => ({ code, hash: hash === '' ? createHash('sha256').update(code).digest('hex') : hash }));
  const settled = drafts.flatMap(({ draft: { agreementId, dealer, kind, period, day } }) =>
    kind === 'settle' ? [{ agreementId, dealerId: dealer.id, period, day }] : [],
  );
  return { closed, settled };
}
