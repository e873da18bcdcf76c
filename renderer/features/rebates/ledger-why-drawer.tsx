import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { LedgerRow } from '../../../db/contract/rebates.ts';
import type { RuleLanguage } from '../../../db/domain/rebates/words/speaker.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection } from '../../client/selection.ts';
import { count, moment, money, orNone, yuan } from '../../components/format/format.ts';
import { useRuleLanguage } from '../../components/rules/rule-language.ts';
import { WhyDrawer } from '../../components/why/why-drawer.tsx';
import type { WhyCheck, WhyContent, WhyTable } from '../../components/why/why-text.ts';
import { AMOUNTS, compareSums, type EntryRow, type Explanation, entriesOf } from './ledger-why.ts';
import { ProofButton } from './proof-button.tsx';
import { ruleWords } from './rule-words.ts';

const AMOUNT_WORDS = {
  baseFen: 'base',
  accruedFen: 'accrued',
  confirmedFen: 'confirmed',
  settledFen: 'settled',
  deductedFen: 'deducted',
} as const;

/** Why a row of the ledger is what it is: the rule, its version, and every posting. Mount it to open it. */
export function LedgerWhyDrawer({
  row,
  onDispute,
  onClose,
}: {
  readonly row: LedgerRow;
  readonly onDispute: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const selection = useSelection();
  const { data, error, isPlaceholderData, refetch } = useAsk('rebates.explain', (client) => client.rebates.explain, {
    selection,
    agreementId: row.agreementId,
  });
  const language = useRuleLanguage(data?.currency ?? 'CNY');
  return (
    <WhyDrawer
      title={`${row.dealerName} · ${row.agreementName}`}
      content={data === undefined || isPlaceholderData ? null : contentOf(data, language, t)}
      errorText={error === null ? null : errorSentence(error, t)}
      onRetry={() => void refetch()}
      onClose={onClose}
      actions={
        <>
          <button type="button" className="button" onClick={onDispute}>
            {t('rebates.dispute.open')}
          </button>
          <ProofButton dealerId={row.dealerId} />
        </>
      }
    />
  );
}

function contentOf(answer: Explanation, language: RuleLanguage, t: TFunction): WhyContent {
  const { row, version, legs, asOf, currency } = answer;
  const entries = entriesOf(legs.rows);
  const amount = (label: string, fen: number) => ({ label: t(`rebates.${label}`), value: money(fen, currency) });
  return {
    figure: `${t('rebates.balance')} ${money(row.balanceFen, currency)}`,
    formula: version === null ? t('rebates.noVersion') : ruleSentence(answer, language, t),
    inputs: [
      { label: t('rebates.code'), value: row.agreementCode },
      {
        label: t('rebates.version'),
        value:
          version === null
            ? orNone(null)
            : t('rebates.versionOf', { version: version.version, signed: version.signedOn }),
      },
      {
        label: t('rebates.effective'),
        // Half-open: the end is not in it.
        value:
          version === null
            ? orNone(null)
            : t('rebates.effectiveOf', { from: version.effectiveFrom, to: version.effectiveTo }),
      },
      amount('opening', row.openingFen),
      ...AMOUNTS.map((key) => amount(AMOUNT_WORDS[key], row[key])),
      amount('balance', row.balanceFen),
    ],
    checks: checksOf(answer, entries, t),
    tables: [entryTable(answer, entries, t), legTable(answer, t)],
    asOf: t('why.asOf', { at: moment(asOf.syncedAt, new Date()), day: orNone(asOf.lastBusinessDate) }),
  };
}

/** The terms in words; what this version of the program cannot read is shown as head office stored it. */
function ruleSentence({ row, version }: Explanation, language: RuleLanguage, t: TFunction): string {
  const rule = version?.rule ?? null;
  const words = ruleWords(rule, language);
  if (words !== null) return words.join('\n');
  return t('rebates.rule.unknown', { kind: t(`rebates.kinds.${row.kind}`), text: JSON.stringify(rule) });
}

function checksOf({ row, legs, currency }: Explanation, entries: readonly EntryRow[], t: TFunction): WhyCheck[] {
  if (legs.truncated) {
    return [{ outcome: 'part', text: t('rebates.cutSum', cutCounts(legs)) }];
  }
  const sums = compareSums(row, entries);
  const wrong = sums.filter(({ sum, whole }) => sum !== whole);
  const debit = legs.rows.reduce((sum, leg) => sum + leg.debitFen, 0);
  const credit = legs.rows.reduce((sum, leg) => sum + leg.creditFen, 0);
  const balanced = debit === credit;
  return [
    ...(wrong.length === 0
      ? [{ outcome: 'agrees' as const, text: t('rebates.sumAgrees', { entries: count(entries.length) }) }]
      : wrong.map(({ amount, sum, whole }) => ({
          outcome: 'differs' as const,
          text: t('rebates.sumDiffers', {
            of: t(`rebates.${AMOUNT_WORDS[amount]}`),
            sum: money(sum, currency),
            whole: money(whole, currency),
          }),
        }))),
    {
      outcome: balanced ? 'agrees' : 'differs',
      text: t(balanced ? 'rebates.balanced' : 'rebates.unbalanced', {
        debit: money(debit, currency),
        credit: money(credit, currency),
      }),
    },
    {
      outcome: 'agrees',
      text: t('rebates.balanceSum', {
        opening: money(row.openingFen, currency),
        accrued: money(row.accruedFen, currency),
        deducted: money(row.deductedFen, currency),
        settled: money(row.settledFen, currency),
        balance: money(row.balanceFen, currency),
      }),
    },
  ];
}

const cutCounts = (legs: Explanation['legs']) => ({ shown: count(legs.rows.length), total: count(legs.totalRows) });

function entryTable({ legs }: Explanation, entries: readonly EntryRow[], t: TFunction): WhyTable {
  return {
    title: t('rebates.entries', { n: count(entries.length) }),
    columns: [
      { title: t('rebates.entryNo'), isNumber: true },
      { title: t('rebates.postedOn') },
      { title: t('rebates.entryKind') },
      { title: t('period') },
      ...AMOUNTS.map((key) => ({ title: t(`rebates.${AMOUNT_WORDS[key]}`), isNumber: true })),
    ],
    rows: entries.map((entry) => ({
      id: entry.entryId,
      cells: [
        String(entry.seq),
        entry.postingDate,
        t(`rebates.entryKinds.${entry.kind}`, { defaultValue: entry.kind }),
        entry.periodCode,
        ...AMOUNTS.map((key) => yuan(entry[key])),
      ],
    })),
    totals: [
      t('rebates.sum'),
      '',
      '',
      '',
      ...AMOUNTS.map((key) => yuan(entries.reduce((sum, entry) => sum + entry[key], 0))),
    ],
    ...(legs.truncated ? { cut: t('why.cut', cutCounts(legs)) } : {}),
  };
}

function legTable({ legs }: Explanation, t: TFunction): WhyTable {
  return {
    title: t('rebates.legs', { n: count(legs.totalRows) }),
    columns: [
      { title: t('rebates.entryNo'), isNumber: true },
      { title: t('rebates.postedOn') },
      { title: t('rebates.account') },
      { title: t('rebates.debit'), isNumber: true },
      { title: t('rebates.credit'), isNumber: true },
    ],
    rows: legs.rows.map((leg) => ({
      id: `${leg.entryId}/${leg.legNo}`,
      cells: [
        String(leg.seq),
        leg.postingDate,
        t(`rebates.accounts.${leg.accountCode}`, { defaultValue: leg.accountCode }),
        leg.debitFen === 0 ? '' : yuan(leg.debitFen),
        leg.creditFen === 0 ? '' : yuan(leg.creditFen),
      ],
    })),
    totals: [
      t('rebates.sum'),
      '',
      '',
      yuan(legs.rows.reduce((sum, leg) => sum + leg.debitFen, 0)),
      yuan(legs.rows.reduce((sum, leg) => sum + leg.creditFen, 0)),
    ],
    ...(legs.truncated ? { cut: t('why.cut', cutCounts(legs)) } : {}),
  };
}
