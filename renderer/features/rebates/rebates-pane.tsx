import './rebates.css';
import {
  CellStyleModule,
  ClientSideRowModelModule,
  LocaleModule,
  ModuleRegistry,
  PinnedRowModule,
  RowStyleModule,
  TooltipModule,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { LedgerRow, LedgerTotals } from '../../../db/contract/rebates.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { LEDGER } from '../../client/first-questions.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection, useSelectionStore } from '../../client/selection.ts';
import { count, moment, money } from '../../components/format/format.ts';
import { gridTheme } from '../../components/grid/grid-theme.ts';
import { Pane } from '../../components/pane/pane.tsx';
import { DisputeSheet } from './dispute-sheet.tsx';
import {
  type GridRow,
  isMoneyColumn,
  LARGE_TYPE,
  ledgerColumns,
  STANDING_COLUMN,
  WHOLE_LEDGER_PX,
} from './ledger-columns.tsx';
import { LedgerWhyDrawer } from './ledger-why-drawer.tsx';

// What the options below use; the rest of the grid would be read and compiled at each start.
ModuleRegistry.registerModules([
  CellStyleModule,
  ClientSideRowModelModule,
  LocaleModule,
  PinnedRowModule,
  RowStyleModule,
  TooltipModule,
]);

/** 返利台账: what each agreement earned in the period, and how far it has come. */
export function RebatesPane({
  theme,
  isLarge,
  nonce,
  onStanding,
}: {
  readonly theme: 'light' | 'dark';
  /** Whether type is as large as for a projector. */
  readonly isLarge: boolean;
  readonly nonce: string;
  readonly onStanding: (dealerId: string, dealerName: string) => void;
}) {
  const { t } = useTranslation();
  const selection = useSelection();
  const narrow = useSelectionStore((state) => state.narrow);
  const [why, setWhy] = useState<LedgerRow | null>(null);
  const [disputed, setDisputed] = useState<LedgerRow | null>(null);
  const answer = useAsk(...LEDGER, { selection });
  const [isWhole, setWhole] = useState(true);
  const scale = isLarge ? LARGE_TYPE : 1;
  const columns = useMemo(() => ledgerColumns(t, isWhole, scale), [t, isWhole, scale]);
  const { data, error } = answer;
  const rows = data?.ledger.rows;
  const rowData = useMemo<GridRow[]>(() => [...(rows ?? [])], [rows]);
  const totals = useMemo(
    () => (data === undefined ? [] : [totalsRow(data.totals, t('rebates.totals', countsOf(data.totals)))]),
    [data, t],
  );
  const act = (columnId: string | undefined, row: GridRow | undefined): void => {
    const found = rows?.find(({ agreementId }) => agreementId === row?.agreementId);
    if (found === undefined) return;
    if (columnId !== undefined && isMoneyColumn(columnId)) setWhy(found);
    else if (columnId === STANDING_COLUMN) onStanding(found.dealerId, found.dealerName);
    else narrow({ dealerIds: [found.dealerId] }, { [found.dealerId]: found.dealerName });
  };
  const state =
    error !== null ? 'error' : data === undefined ? 'loading' : data.ledger.rows.length === 0 ? 'empty' : 'ready';
  const summary =
    data === undefined
      ? ''
      : t('rebates.summary', {
          accrued: money(data.totals.accruedFen, data.currency),
          settled: money(data.totals.settledFen, data.currency),
          deducted: money(data.totals.deductedFen, data.currency),
          asOf: t('asOf', { at: moment(data.asOf.syncedAt, new Date()) }),
        });
  return (
    <Pane
      title={t('rebates.title')}
      summary={summary}
      state={state}
      emptyText={t('rebates.empty')}
      errorText={errorSentence(error, t)}
      retryText={t('retry')}
      onRetry={() => void answer.refetch()}
    >
      <div className="ledger" data-ag-theme-mode={theme}>
        {data?.ledger.truncated === true && (
          <div className="ledger-cut" role="status">
            {t('why.cut', { shown: count(data.ledger.rows.length), total: count(data.ledger.totalRows) })}
          </div>
        )}
        <AgGridReact<GridRow>
          theme={gridTheme}
          styleNonce={nonce}
          columnDefs={columns}
          defaultColDef={{ sortable: true, resizable: true, suppressHeaderMenuButton: true, suppressMovable: true }}
          rowData={rowData}
          pinnedBottomRowData={totals}
          getRowId={({ data: row }) => row.agreementId}
          rowClassRules={{ 'ledger-chosen': ({ data: row }) => selection.dealerIds.includes(row?.dealerId ?? '') }}
          getLocaleText={({ key, defaultValue }) => t(`rebates.grid.${key}`, { defaultValue })}
          animateRows={false}
          onGridSizeChanged={({ clientWidth }) => setWhole(clientWidth >= WHOLE_LEDGER_PX * scale)}
          tooltipShowDelay={600}
          onCellClicked={({ column, data: row }) => act(column.getColId(), row)}
          onCellKeyDown={(event) => {
            if (!('column' in event) || !(event.event instanceof KeyboardEvent) || event.event.key !== 'Enter') return;
            act(event.column.getColId(), event.data);
          }}
        />
      </div>
      {why !== null && (
        <LedgerWhyDrawer
          row={why}
          onDispute={() => {
            setDisputed(why);
            setWhy(null);
          }}
          onClose={() => setWhy(null)}
        />
      )}
      {disputed !== null && <DisputeSheet row={disputed} onClose={() => setDisputed(null)} />}
    </Pane>
  );
}

const countsOf = ({ agreements, dealers }: z.output<typeof LedgerTotals>) => ({
  agreements: count(agreements),
  dealers: count(dealers),
});

/** The totals of all agreements, also of those beyond the rows that are here. */
function totalsRow({ agreements: _, dealers: __, ...amounts }: z.output<typeof LedgerTotals>, label: string): GridRow {
  return {
    ...amounts,
    agreementId: 'totals',
    agreementCode: '',
    agreementName: '',
    dealerId: '',
    dealerName: label,
    kind: null,
    productLineId: null,
    status: null,
  };
}
