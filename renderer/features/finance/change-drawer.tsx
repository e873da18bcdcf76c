import { useTranslation } from 'react-i18next';
import { parseDecimal, roundTo } from '../../../db/domain/money/rational.ts';
import { fromDay, toDay } from '../../../db/domain/time/days.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { moment, money, orNone, yuan } from '../../components/format/format.ts';
import { WhyDrawer } from '../../components/why/why-drawer.tsx';
import type { WhyContent } from '../../components/why/why-text.ts';
import type { ReviewRow } from './review-checks.ts';

const BEGINNING = '2000-01-01';

/** What changed since the last posting, and why: the dealer's position then and now, and everything posted between. */
export function ChangeDrawer({ row, onClose }: { readonly row: ReviewRow; readonly onClose: () => void }) {
  const { t } = useTranslation('finance');
  const { line, agreementCode, agreementName, dealerName, currency } = row.accrual;
  const { dealerId, agreementId, periodCode } = line;
  const now = useAsk('rebates.getPosition now', (client) => client.rebates.getPosition, { dealerId, asOf: null });
  const today = now.data?.calculatedAsOf ?? null;
  const statement = useAsk(
    'statements.get',
    (client) => client.statements.get,
    { dealerId, range: { from: BEGINNING, to: today === null ? '2100-01-01' : fromDay(toDay(today) + 400) } },
    today !== null,
  );
  const posted = (statement.data?.entries.rows ?? []).filter(
    (entry) => entry.agreementCode === agreementCode && entry.periodCode === periodCode,
  );
  const last = posted.findLast(({ earnedFen }) => earnedFen !== 0) ?? null;
  const then = useAsk(
    'rebates.getPosition then',
    (client) => client.rebates.getPosition,
    { dealerId, asOf: last?.postingDate ?? null },
    last !== null,
  );
  const error = now.error ?? statement.error ?? then.error;
  const isReady = now.data !== undefined && statement.data !== undefined && (last === null || then.data !== undefined);
  const figures = (answer: typeof now.data) =>
    answer?.state === 'calculated'
      ? (answer.agreements.find((one) => one.agreementId === agreementId)?.periods.at(-1) ?? null)
      : null;
  const amount = (of: ReturnType<typeof figures>, key: 'qualifier' | 'measure'): string => {
    if (of === null) return orNone(null);
    // A fraction that does not end is shown as it is.
    const isAmount = of.qualifierOf === 'amount' && !of[key].includes('/');
    return isAmount ? yuan(Number(roundTo(parseDecimal(of[key]), 2, 'HALF_UP'))) : of[key];
  };
  const content = (): WhyContent => {
    const [before, after] = [figures(then.data), figures(now.data)];
    const sum = posted.reduce((total, { earnedFen }) => total + earnedFen, 0);
    const tier = (of: typeof before): string => (of?.tier == null ? orNone(null) : String(of.tier));
    const entries = {
      title: t('statement.entries', { n: posted.length }),
      columns: [
        { title: t('statement.date') },
        { title: t('statement.seq'), isNumber: true },
        { title: t('statement.kind') },
        { title: t('statement.earnedFen'), isNumber: true },
        { title: t('statement.confirming'), isNumber: true },
      ],
      rows: posted.map((entry) => ({
        id: entry.entryId,
        cells: [
          entry.postingDate,
          String(entry.seq),
          t(`rebates.entryKinds.${entry.kind}`, { ns: 'app', defaultValue: entry.kind }),
          yuan(entry.earnedFen),
          yuan(entry.confirmedFen),
        ],
      })),
    };
    return {
      figure: `${t('review.delta')} ${money(line.deltaFen, currency)}`,
      formula: t('change.formula', {
        payable: money(line.payableFen, currency),
        posted: money(line.postedFen, currency),
        delta: money(line.deltaFen, currency),
      }),
      inputs: [
        { label: t('agreement'), value: `${agreementCode} ${agreementName}` },
        { label: t('period'), value: periodCode },
        {
          label: t('change.lastPosted'),
          value: last === null ? t('change.never') : `${last.postingDate} · ${last.seq}`,
        },
        ...(row.accrual.proposal === 'claw_back'
          ? [
              {
                label: t('change.takenFrom'),
                value: t('change.taken', {
                  accrued: money(row.accrual.takenFrom.accruedFen, currency),
                  payable: money(row.accrual.takenFrom.payableFen, currency),
                  charged: money(row.accrual.takenFrom.chargedFen, currency),
                }),
              },
            ]
          : []),
      ],
      checks: [
        {
          outcome: sum === line.postedFen ? 'agrees' : 'part',
          text: t(sum === line.postedFen ? 'change.sumAgrees' : 'change.sumDiffers', {
            sum: money(sum, currency),
            posted: money(line.postedFen, currency),
          }),
        },
      ],
      tables: [
        {
          title: t('change.compare'),
          columns: [
            { title: t('change.what') },
            { title: t('change.thenOn', { day: last?.postingDate ?? '' }), isNumber: true },
            { title: t('change.nowOn', { day: today ?? '' }), isNumber: true },
          ],
          rows: [
            {
              id: 'qualifier',
              cells: [t('change.qualifier'), amount(before, 'qualifier'), amount(after, 'qualifier')],
            },
            { id: 'measure', cells: [t('change.measure'), amount(before, 'measure'), amount(after, 'measure')] },
            { id: 'tier', cells: [t('change.tier'), tier(before), tier(after)] },
            {
              id: 'payable',
              cells: [
                t('change.ofAgreementPeriod'),
                before === null ? orNone(null) : yuan(before.payableFen),
                after === null ? orNone(null) : yuan(after.payableFen),
              ],
            },
          ],
        },
        ...(posted.length === 0 ? [] : [entries]),
      ],
      asOf: t('asOf', { ns: 'app', at: moment(now.data?.asOf.syncedAt ?? null, new Date()) }),
    };
  };
  return (
    <WhyDrawer
      title={`${dealerName} · ${agreementName}`}
      content={isReady ? content() : null}
      errorText={error === null ? null : errorSentence(error, t)}
      onRetry={() => void now.refetch()}
      onClose={onClose}
    />
  );
}
