import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { diversion, Flow, ScanRow } from '../../../db/contract/diversion.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { count, moment, orNone, stamp } from '../../components/format/format.ts';
import { WhyDrawer } from '../../components/why/why-drawer.tsx';
import type { WhyContent } from '../../components/why/why-text.ts';
import type { Verdict } from './legend.tsx';

const SCANS_MAX = 500;

/** What is asked about: all scans of a verdict, or those of one flow. `figure` is what the screen shows of it. */
export type ScansQuestion =
  | { readonly of: 'verdict'; readonly verdict: Verdict; readonly figure: number }
  | { readonly of: 'flow'; readonly flow: Flow; readonly figure: number };

type Answer = z.output<typeof diversion.listScans.output>;

/** The scans behind a figure of the map. Mount it to open it. */
export function ScansWhyDrawer({
  question,
  selection,
  onClose,
}: {
  readonly question: ScansQuestion;
  /** What the map shows. */
  readonly selection: Selection;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { data, error, isPlaceholderData, refetch } = useAsk(
    'diversion.listScans',
    (client) => client.diversion.listScans,
    {
      selection: narrowed(selection, question),
      verdict: question.of === 'flow' ? 'outside' : question.verdict,
      limit: SCANS_MAX,
    },
  );
  return (
    <WhyDrawer
      title={titleOf(question, t)}
      content={data === undefined || isPlaceholderData ? null : contentOf(question, data, t)}
      errorText={error === null ? null : errorSentence(error, t)}
      onRetry={() => void refetch()}
      onClose={onClose}
    />
  );
}

function narrowed(selection: Selection, question: ScansQuestion): Selection {
  if (question.of === 'verdict') return selection;
  return { ...selection, dealerIds: [question.flow.dealerId], place: question.flow.place };
}

const titleOf = (question: ScansQuestion, t: TFunction): string =>
  question.of === 'flow'
    ? `${question.flow.dealerName} → ${question.flow.placeName}`
    : t(`diversion.verdicts.${question.verdict}`);

function contentOf(question: ScansQuestion, { scans, asOf }: Answer, t: TFunction): WhyContent {
  const verdict = question.of === 'flow' ? 'outside' : question.verdict;
  const agrees = scans.totalRows === question.figure;
  return {
    figure: t('diversion.scansOf', { n: count(question.figure) }),
    formula: t(`diversion.verdictMeaning.${verdict}`),
    inputs: [
      ...(question.of === 'flow' ? flowInputs(question.flow, t) : []),
      { label: t('why.rows'), value: count(scans.totalRows) },
    ],
    checks: [
      {
        outcome: agrees ? 'agrees' : 'differs',
        text: t(agrees ? 'diversion.countAgrees' : 'diversion.countDiffers', {
          rows: count(scans.totalRows),
          figure: count(question.figure),
        }),
      },
    ],
    tables: [
      {
        title: t('diversion.scans'),
        columns: ['at', 'verdict', 'placeOf', 'territoryOf', 'accuracy', 'code', 'dealer', 'sku', 'shipped', 'who'].map(
          (column) => ({ title: t(`diversion.scanColumns.${column}`) }),
        ),
        rows: scans.rows.map((scan) => ({ id: scan.id, cells: cellsOf(scan, t) })),
        ...(scans.truncated
          ? { cut: t('why.cut', { shown: count(scans.rows.length), total: count(scans.totalRows) }) }
          : {}),
      },
    ],
    asOf: t('why.asOf', { at: moment(asOf.syncedAt, new Date()), day: orNone(asOf.lastBusinessDate) }),
  };
}

function flowInputs(flow: Flow, t: TFunction): WhyContent['inputs'] {
  return [
    { label: t('diversion.columns.codes'), value: count(flow.codes) },
    { label: t('diversion.columns.terminals'), value: count(flow.terminals) },
    {
      label: t('diversion.seatDistance'),
      value: flow.distanceM === null ? orNone(null) : t('diversion.metres', { m: count(flow.distanceM) }),
    },
    { label: t('diversion.span'), value: `${flow.firstScannedOn} – ${flow.lastScannedOn}` },
  ];
}

function cellsOf(scan: ScanRow, t: TFunction): string[] {
  const { territory } = scan;
  const more =
    territory === null || territory.more === 0 ? '' : ` ${t('diversion.more', { n: count(territory.more) })}`;
  const actor = t(`diversion.actors.${scan.actor}`);
  return [
    stamp(scan.scannedAt),
    t(`diversion.verdicts.${scan.verdict}`),
    orNone(scan.placeName),
    territory === null ? orNone(null) : `${territory.names.join('、')}${more}`,
    t(`diversion.accuracy.${scan.accuracyClass}`),
    scan.code,
    orNone(scan.dealerName),
    orNone(scan.skuName),
    orNone(scan.shippedOn),
    scan.terminalName === null ? actor : `${actor} · ${scan.terminalName}`,
  ];
}
