import { AllCommunityModule, type ColDef, ModuleRegistry, themeQuartz } from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerRow } from '../../../db/contract/rebates.ts';
import { errorSentence } from '../../client/error-sentence.ts';
import { useAsk } from '../../client/queries.ts';
import { useSelection, useSelectionStore } from '../../client/selection.ts';
import { moment, money, yuan } from '../../components/format/format.ts';
import { Pane } from '../../components/pane/pane.tsx';

ModuleRegistry.registerModules([AllCommunityModule]);

const gridTheme = themeQuartz.withParams({
  backgroundColor: 'var(--surface)',
  foregroundColor: 'var(--text)',
  headerBackgroundColor: 'var(--ground)',
  headerTextColor: 'var(--text)',
  borderColor: 'var(--line)',
  accentColor: 'var(--select)',
  selectedRowBackgroundColor: 'var(--select-soft)',
  fontFamily: 'inherit',
  fontSize: 13,
  rowHeight: 32,
  headerHeight: 34,
  wrapperBorder: false,
});

const moneyColumn = (key: keyof LedgerRow & `${string}Fen`, headerName: string): ColDef<LedgerRow> => ({
  field: key,
  headerName,
  type: 'rightAligned',
  minWidth: 118,
  valueFormatter: ({ value }) => (typeof value === 'number' ? yuan(value) : ''),
});

/** 返利台账: what each agreement earned in the period, and how far it has come. */
export function RebatesPane({ theme, nonce }: { readonly theme: 'light' | 'dark'; readonly nonce: string }) {
  const { t } = useTranslation();
  const selection = useSelection();
  const narrow = useSelectionStore((state) => state.narrow);
  const answer = useAsk('rebates.getLedger', (client) => client.rebates.getLedger, { selection });
  const columns = useMemo<ColDef<LedgerRow>[]>(
    () => [
      { field: 'dealerName', headerName: t('rebates.dealer'), flex: 2, minWidth: 150 },
      { field: 'agreementName', headerName: t('rebates.agreement'), flex: 2, minWidth: 150 },
      {
        headerName: t('rebates.kind'),
        minWidth: 100,
        valueGetter: ({ data }) => data && t(`rebates.kinds.${data.kind}`),
      },
      moneyColumn('baseFen', t('rebates.base')),
      moneyColumn('accruedFen', t('rebates.accrued')),
      moneyColumn('confirmedFen', t('rebates.confirmed')),
      moneyColumn('settledFen', t('rebates.settled')),
      moneyColumn('deductedFen', t('rebates.deducted')),
      moneyColumn('balanceFen', t('rebates.balance')),
      {
        headerName: t('rebates.status'),
        minWidth: 110,
        valueGetter: ({ data }) => data && t(`rebates.statuses.${data.status}`),
      },
    ],
    [t],
  );
  const { data, error } = answer;
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
      <div style={{ height: '100%' }} data-ag-theme-mode={theme}>
        <AgGridReact<LedgerRow>
          theme={gridTheme}
          styleNonce={nonce}
          columnDefs={columns}
          defaultColDef={{ sortable: true, resizable: true, flex: 1 }}
          rowData={[...(data?.ledger.rows ?? [])]}
          getRowId={({ data: row }) => row.agreementId}
          onRowClicked={({ data: row }) => {
            if (row !== undefined) narrow({ dealerIds: [row.dealerId] }, { [row.dealerId]: row.dealerName });
          }}
          onCellKeyDown={({ event, data: row }) => {
            if (event instanceof KeyboardEvent && event.key === 'Enter' && row !== undefined) {
              narrow({ dealerIds: [row.dealerId] }, { [row.dealerId]: row.dealerName });
            }
          }}
        />
      </div>
    </Pane>
  );
}
