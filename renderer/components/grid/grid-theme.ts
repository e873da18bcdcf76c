import { themeQuartz } from 'ag-grid-community';

/** Grids in the colours and sizes of the theme. */
export const gridTheme = themeQuartz.withParams({
  backgroundColor: 'var(--surface)',
  foregroundColor: 'var(--text)',
  headerBackgroundColor: 'var(--ground)',
  headerTextColor: 'var(--text)',
  borderColor: 'var(--line)',
  headerColumnResizeHandleColor: 'transparent',
  accentColor: 'var(--select)',
  selectedRowBackgroundColor: 'var(--select-soft)',
  cellHorizontalPadding: 12,
  fontFamily: 'inherit',
  fontSize: 'var(--type-body, 13px)',
  rowHeight: 'var(--row, 32px)',
  headerHeight: 34,
  wrapperBorder: false,
});
