import type { ColDef } from 'ag-grid-community';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BalanceRow, Proposal } from '../../../db/contract/ledger.ts';
import { Grid, type GridLook, moneyColumn } from '../../components/grid/grid.tsx';
import { placeOf } from './proposal-sums.ts';

/** Balances to choose from, with what is open of each; those that a proposal concerns already cannot be chosen. */
export function BalancesGrid({
  rows,
  asked,
  look,
  label,
  everyPeriod = false,
  onChoose,
}: {
  readonly rows: readonly BalanceRow[];
  readonly asked: ReadonlyMap<string, Proposal>;
  readonly look: GridLook;
  readonly label: string;
  /** Whether rows of several periods stand in it. */
  readonly everyPeriod?: boolean;
  /** Hears the places ({@link placeOf}) of the rows that are chosen. */
  readonly onChoose: (places: ReadonlySet<string>) => void;
}) {
  const { t } = useTranslation('finance');
  const [text, setText] = useState('');
  const columns = useMemo<ColDef<BalanceRow>[]>(
    () => [
      { headerName: t('dealer'), field: 'dealerName', flex: 2, minWidth: 150 },
      {
        headerName: t('agreement'),
        flex: 3,
        minWidth: 200,
        valueGetter: ({ data }) => (data === undefined ? '' : `${data.agreementCode} ${data.agreementName}`),
      },
      { headerName: t('period'), field: 'periodCode', width: 90, hide: !everyPeriod },
      moneyColumn(t('balance.earned'), (row) => row.earnedFen, 110),
      moneyColumn(t('balance.accruedOpen'), (row) => row.accruedOpenFen, 110),
      moneyColumn(t('balance.payableOpen'), (row) => row.payableOpenFen, 110),
      moneyColumn(t('balance.settled'), (row) => row.settledFen, 110),
      {
        headerName: t('review.look'),
        flex: 1,
        minWidth: 90,
        valueGetter: ({ data }) => (data !== undefined && asked.has(placeOf(data)) ? t('review.flags.asked') : ''),
      },
    ],
    [t, asked, everyPeriod],
  );
  return (
    <>
      <div className="finance-tools">
        <input
          type="search"
          className="input"
          aria-label={t('find')}
          placeholder={t('find')}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </div>
      <Grid<BalanceRow>
        label={label}
        look={look}
        rows={rows}
        columns={columns}
        idOf={placeOf}
        filter={text}
        isChoosable={(row) => !asked.has(placeOf(row))}
        onChoose={(chosen) => onChoose(new Set(chosen.map(placeOf)))}
      />
    </>
  );
}
