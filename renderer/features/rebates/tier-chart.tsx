import { useTranslation } from 'react-i18next';
import {
  add,
  compare,
  divide,
  multiply,
  type Rational,
  ratio,
  subtract,
  ZERO,
} from '../../../db/domain/money/rational.ts';
import { curveOf, type Piece, valueAt } from '../../../db/domain/rebates/policy/curve.ts';
import { knownOf } from '../../../db/domain/rebates/policy/lint.ts';
import type { AgreementTerms } from '../../../db/domain/rebates/schema/agreement.ts';
import { measuresOf } from '../../../db/domain/rebates/straight/rules/situation.ts';
import { type RuleLanguage, Speaker } from '../../../db/domain/rebates/words/speaker.ts';

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [460, 170, 8, 144, 10];
/** Points drawn of a piece that bends. */
const BENDS = 8;

const number = ({ n, d }: Rational): number => Number((n * 1000n) / d) / 1000;

/** Ends of a piece, and some places between where it bends. */
function pointsOf(piece: Piece, end: Rational): { readonly q: Rational; readonly value: Rational }[] {
  const to = piece.to === null || compare(piece.to, end) > 0 ? end : piece.to;
  const steps = compare(piece.c, ZERO) === 0 ? 1 : BENDS;
  return Array.from({ length: steps + 1 }, (_, n) => {
    const q = add(piece.from, multiply(subtract(to, piece.from), ratio(n, steps)));
    return { q, value: valueAt(piece, q) };
  });
}

/** What a table pays as a curve: every jump is a vertical, dashed step. Told in words by its label and the examples beside it. */
export function TierChart({ terms, language }: { readonly terms: AgreementTerms; readonly language: RuleLanguage }) {
  const { t } = useTranslation('agreements');
  const speaker = new Speaker(language);
  const curve = curveOf(terms, knownOf(terms).ratios);
  const last = curve?.at(-1);
  if (curve === null || last === undefined) return <p className="quiet">{t('editor.noCurve')}</p>;
  const end = compare(last.from, ZERO) > 0 ? multiply(last.from, ratio(5, 4)) : ratio(100_000);
  const lines = curve.map((piece) => pointsOf(piece, end));
  const top = lines.flat().reduce((most, { value }) => (compare(value, most) > 0 ? value : most), ZERO);
  const height = compare(top, ZERO) > 0 ? top : ratio(1);
  const x = (q: Rational): number => LEFT + number(multiply(divide(q, end), ratio(WIDTH - 2 * LEFT)));
  const y = (value: Rational): number => BOTTOM - number(multiply(divide(value, height), ratio(BOTTOM - TOP)));
  const measure = measuresOf(terms.rule).qualifier;
  const label = t('editor.curve', { measure: speaker.measure(measure) });
  return (
    <figure className="tier-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <line x1={LEFT} x2={WIDTH - LEFT} y1={BOTTOM} y2={BOTTOM} className="tier-axis" />
        {lines.map((points, n) => (
          <polyline
            key={String(curve[n]?.from.n)}
            className="tier-line"
            points={points.map(({ q, value }) => `${x(q)},${y(value)}`).join(' ')}
          />
        ))}
        {lines.slice(1).map((points, n) => {
          const [start, before] = [points[0], lines[n]?.at(-1)];
          if (start === undefined || before === undefined) return null;
          return (
            <g key={String(start.q.n)}>
              <line x1={x(start.q)} x2={x(start.q)} y1={y(before.value)} y2={y(start.value)} className="tier-jump" />
              <line x1={x(start.q)} x2={x(start.q)} y1={BOTTOM} y2={BOTTOM + 5} className="tier-axis" />
              <text x={Math.min(x(start.q), WIDTH - 70)} y={BOTTOM + 17}>
                {speaker.value(start.q, measure)}
              </text>
            </g>
          );
        })}
        <text x={LEFT} y={TOP + 2}>
          {speaker.money(height)}
        </text>
      </svg>
      <figcaption className="quiet">{label}</figcaption>
    </figure>
  );
}
