import type { Change } from '../../../../db/domain/diversion/compare/changes.ts';

/** How a change is drawn: a shape of its own, so that colour is not needed to tell it. Paths in a square of 24. */
interface Sign {
  /** Name of the colour of the theme. */
  readonly tone: '--breach' | '--text-quiet' | '--settled';
  /** The nearest character, where only text can stand. */
  readonly letter: string;
  readonly outline: string;
  readonly isFilled: boolean;
  /** Drawn on the shape. */
  readonly mark: string;
  readonly lineWidth: number;
  /** Lengths of strokes and gaps of its line, in widths of the line; null: solid. */
  readonly dash: readonly [number, number] | null;
}

const CIRCLE = 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z';

export const SIGNS: Readonly<Record<Change, Sign>> = {
  new: { tone: '--breach', letter: '⊕', outline: CIRCLE, isFilled: true, mark: 'M12 7v10M7 12h10', lineWidth: 2.5, dash: null },
  grown: { tone: '--breach', letter: '▲', outline: 'M12 3L21.5 20H2.5z', isFilled: true, mark: '', lineWidth: 1.8, dash: [5, 2] },
  unchanged: { tone: '--text-quiet', letter: '=', outline: CIRCLE, isFilled: false, mark: 'M8 10h8M8 14h8', lineWidth: 1.2, dash: [1, 2] },
  shrunk: { tone: '--settled', letter: '▽', outline: 'M12 21L2.5 4h19z', isFilled: false, mark: '', lineWidth: 1.8, dash: [5, 2] },
  gone: { tone: '--settled', letter: '⊗', outline: CIRCLE, isFilled: false, mark: 'M8.5 8.5l7 7M15.5 8.5l-7 7', lineWidth: 1.5, dash: [1, 3] },
}; // biome-ignore format: a change a line

/** The sign of a change as the map draws it, with a piece of its line where that is wanted. */
export function ChangeSign({ change, withLine = false }: { readonly change: Change; readonly withLine?: boolean }) {
  const { tone, outline, isFilled, mark, lineWidth, dash } = SIGNS[change];
  const colour = `var(${tone})`;
  const left = withLine ? 22 : 0;
  return (
    <svg className="change-sign" viewBox={`${-left} 0 ${24 + left} 24`} aria-hidden="true">
      {withLine && (
        <line
          x1={-left}
          x2={2}
          y1={12}
          y2={12}
          stroke={colour}
          strokeWidth={lineWidth * 1.4}
          strokeDasharray={dash?.map((length) => length * lineWidth * 1.4).join(' ')}
        />
      )}
      <path d={outline} fill={isFilled ? colour : 'var(--surface)'} stroke={colour} strokeWidth={2} />
      <path d={mark} fill="none" stroke={isFilled ? 'var(--surface)' : colour} strokeWidth={2.4} />
    </svg>
  );
}

/** By how many codes: `+12`, `−5`, `±0`. */
export function differenceText(now: number, other: number, count: (n: number) => string): string {
  if (now === other) return '±0';
  return `${now > other ? '+' : '−'}${count(Math.abs(now - other))}`;
}
