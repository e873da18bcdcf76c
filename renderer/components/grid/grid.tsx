import './grid.css';
import {
  type CellClassParams,
  CellStyleModule,
  ClientSideRowModelModule,
  type ColDef,
  LocaleModule,
  ModuleRegistry,
  PinnedRowModule,
  QuickFilterModule,
  RowSelectionModule,
  type RowSelectionOptions,
  TooltipModule,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { yuan } from '../format/format.ts';
import { gridTheme } from './grid-theme.ts';

// Only what these grids do: the library is several times larger.
ModuleRegistry.registerModules([
  CellStyleModule,
  ClientSideRowModelModule,
  LocaleModule,
  PinnedRowModule,
  QuickFilterModule,
  RowSelectionModule,
  TooltipModule,
]);

/** How grids are drawn: what the frame knows and a grid has to be told. */
export interface GridLook {
  readonly mode: 'light' | 'dark';
  /** Without it the content security policy refuses the grid's styles. */
  readonly nonce: string;
}

interface Props<Row> {
  readonly label: string;
  readonly look: GridLook;
  readonly rows: readonly Row[];
  readonly columns: ColDef<Row>[];
  readonly idOf: (row: Row) => string;
  /** Sums below the rows. */
  readonly totals?: readonly Row[];
  /** Only rows in which every one of these words stands. */
  readonly filter?: string;
  /** Whether a row can be chosen; without it there is nothing to choose. */
  readonly isChoosable?: (row: Row) => boolean;
  readonly onChoose?: (rows: readonly Row[]) => void;
  /** By a click, or Enter. */
  readonly onOpen?: (row: Row) => void;
}

/** Many rows in a table: sorted, filtered and chosen by mouse and keyboard. */
export function Grid<Row>(props: Props<Row>) {
  const { label, look, rows, columns, idOf, totals, filter = '', isChoosable, onChoose, onOpen } = props;
  const { t } = useTranslation();
  const rowData = useMemo(() => [...rows], [rows]);
  const pinned = useMemo(() => [...(totals ?? [])], [totals]);
  const selection: RowSelectionOptions<Row> | undefined =
    isChoosable === undefined
      ? undefined
      : {
          mode: 'multiRow',
          selectAll: 'filtered',
          isRowSelectable: ({ data }) => data !== undefined && isChoosable(data),
        };
  return (
    <section className="grid" data-ag-theme-mode={look.mode} aria-label={label}>
      <AgGridReact<Row>
        theme={gridTheme}
        styleNonce={look.nonce}
        columnDefs={columns}
        defaultColDef={{ sortable: true, resizable: true, suppressHeaderMenuButton: true, suppressMovable: true }}
        rowData={rowData}
        pinnedBottomRowData={pinned}
        getRowId={({ data }) => idOf(data)}
        {...(selection === undefined ? {} : { rowSelection: selection })}
        quickFilterText={filter}
        getLocaleText={({ key, defaultValue }) => t(`rebates.grid.${key}`, { defaultValue })}
        animateRows={false}
        tooltipShowDelay={600}
        onSelectionChanged={({ api }) => onChoose?.(api.getSelectedRows())}
        onCellClicked={({ data, node }) => {
          if (data !== undefined && node.rowPinned == null) onOpen?.(data);
        }}
        onCellKeyDown={({ data, node, event }) => {
          if (event instanceof KeyboardEvent && event.key === 'Enter' && data !== undefined && node.rowPinned == null)
            onOpen?.(data);
        }}
      />
    </section>
  );
}

/** A column of 分, right-aligned: negative in red with its sign, zero quiet. */
export function moneyColumn<Row>(headerName: string, pick: (row: Row) => number | null, minWidth = 124): ColDef<Row> {
  return {
    headerName,
    type: 'rightAligned',
    minWidth,
    flex: 1,
    valueGetter: ({ data }) => (data === undefined ? null : pick(data)),
    cellClass: ({ value }: CellClassParams<Row>) =>
      `ag-right-aligned-cell grid-money${typeof value === 'number' && value < 0 ? ' negative' : value === 0 ? ' zero' : ''}`,
    valueFormatter: ({ value }) => (typeof value === 'number' ? yuan(value) : ''),
  };
}
