import { useTranslation } from 'react-i18next';
import type { StandingPeriod } from '../../../db/contract/rebate-policy.ts';
import { compare, divide, multiply, type Rational, ratio, ZERO } from '../../../db/domain/money/rational.ts';
import { fraction } from '../../../db/domain/rebates/tell/fraction.ts';
import type { Speaker } from '../../../db/domain/rebates/words/speaker.ts';

const WIDTH = 380;
const LEFT = 8;
const RIGHT = 372;
const BAR = 54;

/** Pixels along the bar: a drawing may round, figures beside it never do. */
const along = (value: Rational, end: Rational): number =>
  LEFT +
  Number(multiply(divide(value, end), ratio(RIGHT - LEFT)).n) /
    Number(multiply(divide(value, end), ratio(RIGHT - LEFT)).d);

/** The tiers of a period as a bar with steps, and where the dealer stands on it. The list below it says the same. */
export function TierLadder({ period, speaker }: { readonly period: StandingPeriod; readonly speaker: Speaker }) {
  const { t } = useTranslation('agreements');
  const { ladder, measure } = period;
  const said = (exact: string): string =>
    measure === null ? speaker.number(fraction(exact)) : speaker.value(fraction(exact), measure);
  const missing = (exact: string): string =>
    measure === null ? speaker.number(fraction(exact)) : speaker.measured(fraction(exact), measure, 'up');
  const reached = fraction(period.qualifier);
  const froms = ladder.map(({ from }) => (from === null ? ZERO : fraction(from)));
  const top = [...froms, reached].reduce((a, b) => (compare(a, b) >= 0 ? a : b));
  const end = multiply(compare(top, ZERO) > 0 ? top : ratio(1), ratio(11, 10));
  const here = along(compare(reached, ZERO) > 0 ? reached : ZERO, end);
  const next = ladder.find((rung) => !rung.reached);
  return (
    <div className="ladder">
      <svg viewBox={`0 0 ${WIDTH} 84`} role="img" aria-label={t('standing.ladder', { name: period.agreementName })}>
        <rect x={LEFT} y={BAR} width={RIGHT - LEFT} height={8} rx={4} className="ladder-track" />
        <rect x={LEFT} y={BAR} width={Math.max(0, here - LEFT)} height={8} rx={4} className="ladder-done" />
        {ladder.map((rung, n) => {
          const x = along(froms[n] ?? ZERO, end);
          const height = 10 + (30 * (n + 1)) / ladder.length;
          return (
            <g key={rung.tier} className={rung.reached ? 'ladder-step reached' : 'ladder-step'}>
              <line x1={x} x2={x} y1={BAR - height} y2={BAR + 12} />
              <text x={Math.min(x + 4, RIGHT - 44)} y={BAR - height + 9}>
                {termsText(rung, speaker)}
              </text>
            </g>
          );
        })}
        <path d={`M ${here} ${BAR + 12} l -6 10 h 12 z`} className="ladder-here" />
      </svg>
      <ol className="ladder-list">
        {ladder.map((rung) => (
          <li
            key={rung.tier}
            aria-current={rung.reached && next !== undefined && next.tier === rung.tier + 1 ? 'step' : undefined}
          >
            <span>
              {rung.from === null
                ? t('standing.any')
                : t(period.edge === '>=' ? 'standing.from' : 'standing.above', { value: said(rung.from) })}
            </span>
            <span>{termsText(rung, speaker)}</span>
            <span className={rung.reached ? 'ladder-reached' : 'quiet'}>
              {rung.reached || rung.distance === null
                ? `✓ ${t('standing.rungReached')}`
                : t('standing.rungMissing', { value: missing(rung.distance) })}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What a tier pays: rate, price per unit and fixed amount, those that are there. */
function termsText({ ratePpm, perUnit, lump }: StandingPeriod['ladder'][number], speaker: Speaker): string {
  const parts = [
    ...(ratePpm === '0' ? [] : [speaker.share(divide(fraction(ratePpm), ratio(1_000_000)))]),
    ...(perUnit === '0'
      ? []
      : [speaker.say('pay.per_unit', { unit: speaker.unit, money: speaker.money(fraction(perUnit)) })]),
    ...(lump === '0' ? [] : [speaker.say('pay.lump', { money: speaker.money(fraction(lump)) })]),
  ];
  return parts.length === 0 ? speaker.say('pay.none') : parts.join(' + ');
}
