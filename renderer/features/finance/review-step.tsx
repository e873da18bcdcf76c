import type { ColDef } from 'ag-grid-community';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VatShare } from '../../../db/domain/ledger/bodies.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useSelection } from '../../client/selection.ts';
import { count, moment, money } from '../../components/format/format.ts';
import { Grid, type GridLook, moneyColumn } from '../../components/grid/grid.tsx';
import { Pane } from '../../components/pane/pane.tsx';
import { ChangeDrawer } from './change-drawer.tsx';
import { ClawBackSheet } from './claw-back-sheet.tsx';
import type { FinancePeriod } from './periods.ts';
import { placesAsked } from './proposal-sums.ts';
import { checksOf, contentsOf, type ReviewRow, reviewRows } from './review-checks.ts';
import { RunProgress } from './run-progress.tsx';
import { useAccruals } from './use-accruals.ts';
import { useLedgerCommands, useProposals } from './use-proposals.ts';

const RUN_KINDS = new Set(['accrue', 'claw_back'] as const);

interface Props {
  readonly period: FinancePeriod;
  /** Codes of the periods that are closed. */
  readonly closed: ReadonlySet<string>;
  readonly look: GridLook;
}

/** 核对计提: what is earned now against what stands posted; what is chosen is proposed in bulk. */
export function ReviewStep(props: Props) {
  const { regionId } = useSelection();
  return <Review key={regionId ?? ''} regionId={regionId} {...props} />;
}

function Review({ regionId, period, closed, look }: Props & { readonly regionId: string | null }) {
  const { t } = useTranslation('finance');
  const [chosenIds, setChosenIds] = useState<ReadonlySet<string>>(new Set());
  const accruals = useAccruals(regionId, chosenIds.size > 0);
  const { shown, isStale, cancel } = accruals;
  const again = (): void => {
    setChosenIds(new Set());
    accruals.again();
  };
  const proposals = useProposals({ states: ['open'], kinds: ['accrue', 'claw_back'] });
  const [text, setText] = useState('');
  const [everyPeriod, setEveryPeriod] = useState(false);
  const [opened, setOpened] = useState<ReviewRow | null>(null);
  const asked = useMemo(() => placesAsked(proposals.data?.proposals.rows ?? [], RUN_KINDS), [proposals.data]);
  const run = shown.state === 'done' ? shown.run : null;
  const rows = useMemo(
    () =>
      reviewRows(run?.accruals.rows ?? [], asked, closed).filter(
        ({ accrual }) => everyPeriod || accrual.line.periodCode === period.code,
      ),
    [run, asked, closed, everyPeriod, period.code],
  );
  const chosen = rows.filter(({ id, flags }) => chosenIds.has(id) && !flags.includes('asked'));
  const columns = useMemo<ColDef<ReviewRow>[]>(
    () => [
      {
        headerName: t('dealer'),
        flex: 2,
        minWidth: 150,
        valueGetter: ({ data }) => data?.accrual.dealerName ?? '',
      },
      {
        headerName: t('agreement'),
        flex: 3,
        minWidth: 200,
        valueGetter: ({ data }) =>
          data === undefined ? '' : `${data.accrual.agreementCode} ${data.accrual.agreementName}`,
      },
      {
        headerName: t('period'),
        width: 90,
        hide: !everyPeriod,
        valueGetter: ({ data }) => data?.accrual.line.periodCode ?? '',
      },
      moneyColumn(t('review.payable'), ({ accrual }) => accrual.line.payableFen, 110),
      moneyColumn(t('review.posted'), ({ accrual }) => accrual.line.postedFen, 110),
      moneyColumn(t('review.delta'), ({ accrual }) => accrual.line.deltaFen, 110),
      {
        headerName: t('review.look'),
        flex: 1.5,
        minWidth: 150,
        valueGetter: ({ data }) => (data?.flags ?? []).map((flag) => t(`review.flags.${flag}`)).join(' · '),
      },
    ],
    [t, everyPeriod],
  );
  const state =
    shown.state === 'failed' ? 'error' : shown.state === 'done' ? (rows.length === 0 ? 'empty' : 'ready') : 'ready';
  const elsewhere = (run?.accruals.totalRows ?? 0) - rows.length;
  return (
    <Pane
      title={t('step.review')}
      summary={
        run === null
          ? ''
          : t('review.summary', {
              n: count(rows.length),
              day: run.run?.asOf ?? '',
              asOf: t('asOf', { ns: 'app', at: moment(run.asOf.syncedAt, new Date()) }),
            })
      }
      tools={
        <>
          <label className="row">
            <input type="checkbox" checked={everyPeriod} onChange={({ target }) => setEveryPeriod(target.checked)} />
            {t('everyPeriod')}
          </label>
          <button type="button" className="button" disabled={shown.state === 'running'} onClick={again}>
            {t('review.again')}
          </button>
        </>
      }
      state={state}
      emptyText={t(elsewhere > 0 ? 'review.emptyHere' : 'review.empty', { code: period.code, n: count(elsewhere) })}
      errorText={shown.state === 'failed' ? errorSentence(shown.error, t) : ''}
      retryText={t('retry', { ns: 'app' })}
      onRetry={again}
    >
      <RunProgress shown={shown} onCancel={cancel} onAgain={again} />
      {run !== null && (
        <div className="finance-work">
          <div className="finance-tools">
            <input
              type="search"
              className="input"
              aria-label={t('find')}
              placeholder={t('find')}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
            <span className="quiet">{t('review.hint')}</span>
            {run.unavailable.length > 0 && (
              <span className="wrong">
                {t('review.unavailable', { n: count(run.unavailable.length) })}
                {run.unavailable.flatMap(({ problems }) => problems.slice(0, 1)).map(({ message }) => ` · ${message}`)}
              </span>
            )}
          </div>
          <Grid<ReviewRow>
            label={t('review.table')}
            look={look}
            rows={rows}
            columns={columns}
            idOf={({ id }) => id}
            filter={text}
            isChoosable={({ flags }) => !flags.includes('asked')}
            onChoose={(picked) => setChosenIds(new Set(picked.map(({ id }) => id)))}
            onOpen={setOpened}
          />
          {run.run !== null && chosen.length > 0 && (
            <ProposeBar
              rows={chosen}
              run={run.run}
              isStale={isStale}
              regionId={proposals.data?.mayPropose.find(({ kinds }) => kinds.includes('accrue'))?.regionId ?? null}
            />
          )}
        </div>
      )}
      {opened !== null && <ChangeDrawer row={opened} onClose={() => setOpened(null)} />}
    </Pane>
  );
}

/** What was chosen, what was checked, and the button that proposes it. */
function ProposeBar({
  rows,
  run,
  isStale,
  regionId,
}: {
  readonly rows: readonly ReviewRow[];
  readonly isStale: boolean;
  readonly run: { readonly asOf: string; readonly sourceHash: string; readonly agreementsHash: string };
  readonly regionId: string | null;
}) {
  const { t } = useTranslation('finance');
  const commands = useLedgerCommands();
  const [isTakingBack, setTakingBack] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { lines, sumFen, falls, clawBacks, large } = checksOf(rows);
  const keep = async (reason: string, vat: ReadonlyMap<string, VatShare[]>): Promise<void> => {
    if (regionId !== null) await commands.propose(regionId, contentsOf(rows, run, reason, vat));
  };
  const propose = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await keep('', new Map());
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <footer className="finance-bar">
      <div>
        <span role="status">
          {t('review.chosen', { n: count(lines) })} <strong className="amount">{money(sumFen, 'CNY')}</strong>
        </span>
        <p className="quiet">
          {t('review.checks', { falls: count(falls), clawBacks: count(clawBacks), large: count(large) })}
        </p>
        {failure !== null && (
          <p className="wrong" role="alert">
            {errorSentence(failure, t)}
          </p>
        )}
      </div>
      {regionId === null && <span className="quiet">{t('mayNotPropose')}</span>}
      {isStale && <span className="wrong">{t('review.stale')}</span>}
      <button
        type="button"
        className="button primary"
        disabled={isBusy || isStale || regionId === null}
        {...(clawBacks > 0 ? { 'aria-haspopup': 'dialog' } : {})}
        onClick={() => (clawBacks > 0 ? setTakingBack(true) : void propose())}
      >
        {t(clawBacks > 0 ? 'clawBack.open' : 'review.propose')}
      </button>
      {isTakingBack && (
        <ClawBackSheet
          rows={rows.filter(({ flags }) => flags.includes('claw_back'))}
          onPropose={keep}
          onClose={() => setTakingBack(false)}
        />
      )}
    </footer>
  );
}
