import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { KpiKey } from '../../../db/contract/performance.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection } from '../../client/selection.ts';
import { count, exactFigure, figure, moment, orNone, yuan } from '../../components/format/format.ts';
import { WhyDrawer } from '../../components/why/why-drawer.tsx';
import type { WhyContent, WhyTable } from '../../components/why/why-text.ts';
import { type Explanation, outcomeOf, partUnits, sumChecks, type Unit } from './kpi-why.ts';

const ROWS_MAX = 500;

/** Why a figure of the dashboard is what it is. Mount it to open it. */
export function KpiWhyDrawer({ kpi, onClose }: { readonly kpi: KpiKey; readonly onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const selection = useSelection();
  const { data, error, isPlaceholderData, refetch } = useAsk(
    'performance.explain',
    (client) => client.performance.explain,
    { selection, key: kpi, limit: ROWS_MAX },
  );
  return (
    <WhyDrawer
      title={t(`performance.${kpi}`)}
      content={data === undefined || isPlaceholderData ? null : contentOf(data, t, i18n.language)}
      errorText={error === null ? null : errorSentence(error, t)}
      onRetry={() => void refetch()}
      onClose={onClose}
    />
  );
}

function contentOf(answer: Explanation, t: TFunction, language: string): WhyContent {
  const { kpi, rows, asOf, currency } = answer;
  const exact = (value: number | null, unit: Unit): string => exactFigure(value, unit, t('days'), currency);
  const units = partUnits(kpi.key);
  const parts = units !== null && kpi.numerator !== null && kpi.denominator !== null ? units : null;
  return {
    figure: figure(kpi.value, kpi.unit, t('days'), currency, language),
    formula: t(`performance.formula.${kpi.key}`),
    inputs: [
      { label: t('why.exact'), value: exact(kpi.value, kpi.unit) },
      ...(parts === null
        ? []
        : [
            { label: t(`performance.numerator.${kpi.key}`), value: exact(kpi.numerator, parts.numerator) },
            { label: t(`performance.denominator.${kpi.key}`), value: exact(kpi.denominator, parts.denominator) },
          ]),
      { label: t('performance.sameLastYear'), value: exact(kpi.previousYear, kpi.unit) },
      { label: t('why.rows'), value: count(rows.list.totalRows) },
    ],
    checks: sumChecks(kpi, rows).map((check) => {
      const outcome = outcomeOf(check);
      const of = check.part === 'value' ? t(`performance.${kpi.key}`) : t(`performance.${check.part}.${kpi.key}`);
      return {
        outcome,
        text: t(`why.sum.${outcome}`, {
          of,
          shownRows: count(rows.list.rows.length),
          restRows: count(check.restRows),
          shown: exact(check.shown, check.unit),
          rest: exact(check.whole - check.shown, check.unit),
          whole: exact(check.whole, check.unit),
        }),
      };
    }),
    tables: [tableOf(answer, t)],
    asOf: t('why.asOf', { at: moment(asOf.syncedAt, new Date()), day: orNone(asOf.lastBusinessDate) }),
  };
}

function tableOf({ kpi, rows, currency }: Explanation, t: TFunction): WhyTable {
  const { totalRows } = rows.list;
  const cut = rows.list.truncated
    ? t('why.cut', { shown: count(rows.list.rows.length), total: count(totalRows) })
    : null;
  const common = { title: t(`performance.rows.${kpi.key}`), ...(cut === null ? {} : { cut }) };
  if (rows.of === 'document') {
    const unit = partUnits(kpi.key)?.numerator ?? kpi.unit;
    return {
      ...common,
      columns: [
        { title: t('why.name') },
        { title: t(`performance.from.${kpi.key}`) },
        { title: t(`performance.to.${kpi.key}`) },
        { title: t(`performance.rowValue.${kpi.key}`), isNumber: true },
      ],
      rows: rows.list.rows.map(({ id, label, from, to, value }) => ({
        id,
        cells: [label, orNone(from), orNone(to), exactFigure(value, unit, t('days'), currency)],
      })),
    };
  }
  return {
    ...common,
    columns: [
      { title: t('why.date') },
      { title: t('why.kind') },
      { title: t('rebates.dealer') },
      { title: t('why.sku') },
      { title: t('why.quantity'), isNumber: true },
      { title: t('why.net'), isNumber: true },
      { title: t('why.cost'), isNumber: true },
    ],
    rows: rows.list.rows.map((row) => ({
      id: row.id,
      cells: [
        row.businessDate,
        t(`why.lineKinds.${row.kind}`),
        row.dealerName,
        row.skuName,
        count(row.quantityMilli / 1000).replace('-', '−'),
        yuan(row.netFen),
        yuan(row.costFen),
      ],
    })),
  };
}
