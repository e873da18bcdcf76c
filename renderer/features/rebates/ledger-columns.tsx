import type { CellClassParams, ColDef, ICellRendererParams } from 'ag-grid-community';
import type { TFunction } from 'i18next';
import type { LedgerRow, RebateStatus } from '../../../db/contract/rebates.ts';
import { yuan } from '../../components/format/format.ts';

/** A row of the grid: an agreement, or the totals below all of them, which are of no agreement. */
export interface GridRow extends Omit<LedgerRow, 'kind' | 'status'> {
  readonly kind: LedgerRow['kind'] | null;
  readonly status: RebateStatus | null;
}

/** Opens where the dealer stands. */
export const STANDING_COLUMN = 'standing';

export type MoneyKey = keyof LedgerRow & `${string}Fen`;
export const isMoneyColumn = (columnId: string): boolean => columnId.endsWith('Fen');

const MARKS: Readonly<Record<RebateStatus, string>> = {
  accruing: '◔',
  awaiting_confirmation: '◑',
  awaiting_settlement: '◕',
  settled: '✓',
  none: '–',
};

/** Where the money stands: a mark, a word and a colour. */
function StatusCell({ value, t }: { readonly value: RebateStatus | null; readonly t: TFunction }) {
  if (value === null) return null;
  return (
    <span className="ledger-status" data-status={value}>
      <span aria-hidden="true">{MARKS[value]}</span> {t(`rebates.statuses.${value}`)}
    </span>
  );
}

function AgreementCell({ data }: ICellRendererParams<GridRow>) {
  if (data === undefined || data.agreementCode === '') return null;
  return (
    <>
      {data.agreementName} <span className="ledger-code">{data.agreementCode}</span>
    </>
  );
}

const moneyColumn = (key: MoneyKey, headerName: string, minWidth: number, tooltip: string) => ({
  field: key,
  headerName,
  headerTooltip: tooltip,
  type: 'rightAligned' as const,
  minWidth,
  flex: 1,
  cellClass: ({ value }: CellClassParams<GridRow>) =>
    `ag-right-aligned-cell ledger-money${typeof value === 'number' && value < 0 ? ' negative' : value === 0 ? ' zero' : ''}`,
  valueFormatter: ({ value }: { readonly value: unknown }) => (typeof value === 'number' ? yuan(value) : ''),
});

/** Below this width, in pixels, the ledger leaves out how an agreement is calculated: its name tells it as well. */
export const WHOLE_LEDGER_PX = 1290;

/** How much wider text is in the type of the projector (--type-body in styles/tokens.css). */
export const LARGE_TYPE = 16 / 13;

/**
 * The columns of the ledger. Their widths fit a pane of 1,180 pixels without cutting a header or an amount, all of them 1,290.
 * @param scale how much wider text is than in the usual type
 */
export function ledgerColumns(t: TFunction, isWhole: boolean, scale: number): ColDef<GridRow>[] {
  const why = t('rebates.cellHint');
  const columns: (ColDef<GridRow> & { readonly minWidth: number })[] = [
    {
      field: 'dealerName',
      headerName: t('rebates.dealer'),
      flex: 2,
      minWidth: 128,
      tooltipField: 'dealerName',
      // The words of the totals stand below the columns that have none.
      colSpan: ({ node }) => (node?.rowPinned === 'bottom' ? (isWhole ? 3 : 2) : 1),
    },
    {
      field: 'agreementName',
      headerName: t('rebates.agreement'),
      flex: 2,
      minWidth: 166,
      cellRenderer: AgreementCell,
      tooltipValueGetter: ({ data }) => data && `${data.agreementCode} ${data.agreementName}`,
    },
    {
      colId: 'kind',
      headerName: t('rebates.kind'),
      hide: !isWhole,
      minWidth: 92,
      flex: 0.8,
      valueGetter: ({ data }) => (data?.kind == null ? '' : t(`rebates.kinds.${data.kind}`)),
    },
    moneyColumn('openingFen', t('rebates.opening'), 104, why),
    moneyColumn('baseFen', t('rebates.base'), 112, why),
    moneyColumn('accruedFen', t('rebates.accrued'), 104, why),
    moneyColumn('confirmedFen', t('rebates.confirmed'), 104, why),
    moneyColumn('settledFen', t('rebates.settled'), 104, why),
    moneyColumn('deductedFen', t('rebates.deducted'), 100, why),
    moneyColumn('balanceFen', t('rebates.balance'), 104, why),
    {
      field: 'status',
      headerName: t('rebates.status'),
      minWidth: 92,
      flex: 0.8,
      cellRenderer: (params: ICellRendererParams<GridRow>) => <StatusCell value={params.data?.status ?? null} t={t} />,
    },
    {
      colId: STANDING_COLUMN,
      headerName: t('rebates.standing'),
      headerTooltip: t('rebates.standingHint'),
      sortable: false,
      minWidth: 62,
      maxWidth: 76,
      cellClass: 'ledger-standing',
      valueGetter: ({ data }) => (data?.kind == null ? '' : '↗'),
      tooltipValueGetter: () => t('rebates.standingHint'),
    },
  ];
  return columns.map(({ minWidth, maxWidth, ...column }) => ({
    ...column,
    minWidth: Math.ceil(minWidth * scale),
    ...(maxWidth === undefined ? {} : { maxWidth: Math.ceil(maxWidth * scale) }),
  }));
}
