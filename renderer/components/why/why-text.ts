/** Everything a why drawer tells about one figure, in the words of the feature that shows it. */
export interface WhyContent {
  /** The figure as the screen shows it, and to its last digit. */
  readonly figure: string;
  readonly formula: string;
  readonly inputs: readonly WhyInput[];
  /** Whether the rows below add up to the figure, in words. */
  readonly checks: readonly WhyCheck[];
  readonly tables: readonly WhyTable[];
  readonly asOf: string;
}

export interface WhyInput {
  readonly label: string;
  readonly value: string;
}

/** `agrees`: the rows sum to the figure. `part`: only the first rows are here. `differs`: they do not, never to be hidden. */
export interface WhyCheck {
  readonly outcome: 'agrees' | 'part' | 'differs';
  readonly text: string;
}

export interface WhyTable {
  readonly title: string;
  readonly columns: readonly { readonly title: string; readonly isNumber?: boolean }[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly string[] }[];
  /** Sums below the columns. */
  readonly totals?: readonly string[];
  /** Said when the table does not hold every row, e.g. 前 500 行，共 1,234 行. */
  readonly cut?: string;
}

const tabbed = (cells: readonly string[]): string =>
  cells.map((cell) => cell.replace(/[\t\n]/g, ' ').replace(/^[=+@]/, "'$&")).join('\t');

/**
 * The drawer as text for the clipboard; tables are tab-separated, as spreadsheets paste them. A cell that a spreadsheet
 * would run as a formula is quoted.
 */
export function whyText(title: string, content: WhyContent): string {
  const { figure, formula, inputs, checks, tables, asOf } = content;
  const lines = [tabbed([title, figure]), formula, ...inputs.map(({ label, value }) => tabbed([label, value]))];
  lines.push(...checks.map(({ text }) => text), asOf);
  for (const table of tables) {
    lines.push('', table.cut === undefined ? table.title : `${table.title} ${table.cut}`);
    lines.push(tabbed(table.columns.map((column) => column.title)));
    lines.push(...table.rows.map(({ cells }) => tabbed(cells)));
    if (table.totals !== undefined) lines.push(tabbed(table.totals));
  }
  return lines.join('\n');
}
