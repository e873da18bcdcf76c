import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { SimulationEvent } from '../../../db/contract/rebate-policy.ts';
import type { Currency } from '../../../db/domain/money/currency.ts';
import { divide, ratio, roundTo } from '../../../db/domain/money/rational.ts';
import { HOLDING_PPM_A_YEAR } from '../../../db/domain/rebates/policy/holding.ts';
import { fraction } from '../../../db/domain/rebates/tell/fraction.ts';
import { Speaker } from '../../../db/domain/rebates/words/speaker.ts';
import { money as moneyText } from '../../components/format/format.ts';
import { useRuleLanguage } from '../../components/rules/rule-language.ts';

type Done = Extract<SimulationEvent, { kind: 'done' }>;
const SHOWN = 12;

interface Props {
  readonly answer: Done;
  /** Days that were pulled forward. */
  readonly days: number;
  readonly currency: Currency;
}

/** What terms would have cost, for whom, and what they invite to. */
export function SimulationAnswer({ answer, days, currency }: Props) {
  const { t } = useTranslation('agreements');
  const speaker = new Speaker(useRuleLanguage(currency));
  const { result, dealers, from, to, leftOut } = answer;
  const fenOf = (text: string): number => Number(roundTo(fraction(text), 2, 'HALF_UP'));
  const money = (text: string): string => moneyText(fenOf(text), currency);
  const plus = (text: string): string => `${fenOf(text) > 0 ? '+' : ''}${money(text)}`;
  const side = ({ current, proposed, difference }: { current: string; proposed: string; difference: string }) => ({
    current: money(current),
    proposed: money(proposed),
    difference: plus(difference),
  });
  const name = (id: string): string => dealers[id] ?? id;
  const changed = [...result.dealers]
    .filter(({ outcome }) => outcome !== 'same')
    .sort((a, b) => Math.abs(Number(b.difference)) - Math.abs(Number(a.difference)));
  const { orders, exposure } = result;
  return (
    <div className="simulation-answer">
      <p className="standing-figure">{t('simulation.cost', side(result.cost))}</p>
      <p className="quiet">
        {t('simulation.window', { from, to })} · {t('simulation.winners', result)}
        {leftOut > 0 && ` · ${t('simulation.leftOut', { n: leftOut })}`}
      </p>
      {changed.length > 0 && (
        <Bars rows={changed.slice(0, SHOWN)} name={name} plus={plus} label={t('simulation.chart')} />
      )}
      <Table
        title={t('simulation.dealers')}
        head={[
          t('simulation.dealer'),
          t('simulation.current'),
          t('simulation.proposedCol'),
          t('simulation.difference'),
        ]}
        rows={result.dealers.map((row) => [
          name(row.dealer),
          money(row.current),
          money(row.proposed),
          plus(row.difference),
        ])}
      />
      <Table
        title={t('simulation.volumes')}
        head={[
          t('simulation.volume'),
          t('simulation.current'),
          t('simulation.proposedCol'),
          t('simulation.difference'),
        ]}
        rows={result.volumes.map(({ volumePpm, ...row }) => {
          const { current, proposed, difference } = side(row);
          const share = speaker.share(divide(fraction(volumePpm), ratio(1_000_000)));
          return [volumePpm.startsWith('-') ? share : `+${share}`, current, proposed, difference];
        })}
      />
      <Table
        title={t('simulation.cliffs')}
        head={[
          t('simulation.account'),
          t('simulation.period'),
          t('simulation.tier'),
          t('simulation.distance'),
          t('simulation.jump'),
        ]}
        rows={result.cliffs.map((cliff) => [
          name(cliff.account), cliff.period, String(cliff.tier), speaker.number(fraction(cliff.distance)), plus(cliff.jump),
        ])} // biome-ignore format: one row
      />
      <Table
        title={t('simulation.pull')}
        note={t('simulation.pullRule', { days, rate: speaker.percent(HOLDING_PPM_A_YEAR) })}
        head={[t('simulation.dealer'), t('simulation.pullOn'), t('simulation.goods'), t('simulation.gain')]}
        rows={result.pullForward.map(({ dealer, on, goods, gain }) => [name(dealer), on, money(goods), plus(gain)])}
      />
      <div>
        <h4>{t('simulation.exposure')}</h4>
        <p>
          {exposure.most === null
            ? `∞ ${t('simulation.infinite')}`
            : t('simulation.finite', { most: money(exposure.most) })}
        </p>
      </div>
      <div>
        <h4>{t('simulation.orders')}</h4>
        <p>
          {orders.least === orders.most
            ? t('simulation.orderFree')
            : t('simulation.orderRange', { least: money(orders.least), most: money(orders.most) })}
        </p>
      </div>
    </div>
  );
}

interface BarRow {
  readonly dealer: string;
  readonly difference: string;
}

/** Who gains and who loses, from the middle to either side. The table says the same. */
function Bars({
  rows,
  name,
  plus,
  label,
}: {
  readonly rows: readonly BarRow[];
  readonly name: (id: string) => string;
  readonly plus: (text: string) => string;
  readonly label: string;
}) {
  const most = Math.max(...rows.map(({ difference }) => Math.abs(Number(difference))));
  const [width, line, middle, room] = [460, 20, 250, 110];
  return (
    <svg className="simulation-bars" viewBox={`0 0 ${width} ${rows.length * line + 4}`} role="img" aria-label={label}>
      <line x1={middle} x2={middle} y1={0} y2={rows.length * line + 4} className="tier-axis" />
      {rows.map(({ dealer, difference }, n) => {
        const length = most === 0 ? 0 : (Math.abs(Number(difference)) / most) * room;
        const loses = difference.startsWith('-');
        return (
          <g key={dealer} className={loses ? 'bar loses' : 'bar wins'}>
            <text x={0} y={n * line + 14}>
              {shortened(name(dealer))}
            </text>
            <rect x={loses ? middle - length : middle} y={n * line + 4} width={length} height={12} />
            <text x={width} y={n * line + 14} textAnchor="end">
              {plus(difference)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

const shortened = (text: string): string => (text.length > 11 ? `${text.slice(0, 10)}…` : text);

function Table({
  title,
  note,
  head,
  rows,
}: {
  readonly title: string;
  /** By what rule its rows are chosen. */
  readonly note?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): ReactNode {
  const { t } = useTranslation('agreements');
  const heading = useId();
  return (
    <div>
      <h4 id={heading}>{title}</h4>
      {note !== undefined && <p className="quiet">{note}</p>}
      {rows.length === 0 ? (
        <p className="quiet">{t('simulation.nothing')}</p>
      ) : (
        <table className="policy-table" aria-labelledby={heading}>
          <thead>
            <tr>
              {head.map((one) => (
                <th key={one} scope="col">
                  {one}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <tr key={row.join(' ')}>
                {row.map((cell, n) => (
                  <td key={head[n]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > SHOWN && <p className="quiet">{t('simulation.more', { shown: SHOWN, total: rows.length })}</p>}
    </div>
  );
}
