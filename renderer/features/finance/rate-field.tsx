import { useTranslation } from 'react-i18next';
import { count, rate } from '../../components/format/format.ts';

const RATES = [130_000, 90_000, 60_000, 0] as const;

/** The rate of lines that no goods earned: somebody has to say it. */
export function RateField({
  lines,
  ratePpm,
  onChange,
}: {
  /** How many lines it holds for. */
  readonly lines: number;
  readonly ratePpm: number;
  readonly onChange: (ratePpm: number) => void;
}) {
  const { t } = useTranslation('finance');
  return (
    <label className="labelled">
      <span className="quiet">{t('settle.rate', { n: count(lines) })}</span>
      <select
        className="field"
        value={ratePpm}
        onChange={({ target }) => onChange(RATES.find((ppm) => ppm === Number(target.value)) ?? 0)}
      >
        {RATES.map((ppm) => (
          <option key={ppm} value={ppm}>
            {rate(ppm)}
          </option>
        ))}
      </select>
    </label>
  );
}
