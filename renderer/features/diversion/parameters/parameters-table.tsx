import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParametersAnswer } from '../../../../db/contract/diversion-parameters.ts';
import { boundsOf, leewayOf } from '../../../../db/domain/diversion/parameters/tuning.ts';
import { PARAMETERS, type ParameterName } from '../../../../db/domain/diversion/schema/detect-parameters.ts';
import { type FieldFault, GROUP_NAMES, GROUPS, type ParameterDraft } from './parameter-draft.ts';

interface Props {
  readonly held: ParametersAnswer;
  readonly draft: ParameterDraft;
  readonly faults: ReadonlyMap<ParameterName, FieldFault>;
  readonly onChange: (draft: ParameterDraft) => void;
}

const NUMBERS: ReadonlySet<string> = new Set(['value', 'baseValue', 'base', 'bounds', 'least', 'greatest', 'builtIn']);

/** All parameters in words: value, base, bounds, what a region may do; the values that may be changed are fields. */
export function ParametersTable({ held, draft, faults, onChange }: Props) {
  const { t } = useTranslation('parameters');
  const { isHeadOffice } = held;
  const columns = isHeadOffice
    ? (['name', 'baseValue', 'unit', 'least', 'greatest', 'builtIn', 'leeway'] as const)
    : (['name', 'value', 'unit', 'base', 'bounds', 'leeway'] as const);
  return (
    <section className="parameters-table" aria-label={t('table')}>
      <table className="data-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={NUMBERS.has(column) ? 'number' : undefined}>
                {t(`columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        {GROUP_NAMES.map((group) => (
          <tbody key={group}>
            <tr>
              <th scope="rowgroup" colSpan={columns.length}>
                {t(`groups.${group}`)}
              </th>
            </tr>
            {GROUPS[group].map((name) => (
              <ParameterRow
                key={name}
                name={name}
                held={held}
                draft={draft}
                fault={faults.get(name) ?? null}
                onChange={onChange}
              />
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

interface RowProps extends Omit<Props, 'faults'> {
  readonly name: ParameterName;
  readonly fault: FieldFault | null;
}

function ParameterRow({ name, held, draft, fault, onChange }: RowProps) {
  const { t } = useTranslation('parameters');
  const hint = useId();
  const says = useRef<HTMLSpanElement>(null);
  // In the last line that is seen, the sentence about a value would stand below the edge.
  const wrong = fault === null ? null : t(`faults.${fault.key}`, fault.gaps);
  useEffect(() => {
    if (wrong !== null) says.current?.scrollIntoView({ block: 'nearest' });
  }, [wrong]);
  const { isHeadOffice, mayChange, base, bounds, inForce } = held;
  const [least, greatest] = boundsOf(name, bounds);
  const leeway = leewayOf(name);
  const label = t(`names.${name}`);
  const isField = mayChange && (isHeadOffice || leeway !== 'fixed');
  const field = (part: keyof ParameterDraft, now: number, words: string) => (
    <input
      className="input parameter-field"
      inputMode="decimal"
      autoComplete="off"
      aria-label={words}
      aria-invalid={fault !== null}
      aria-describedby={fault === null ? undefined : hint}
      data-changed={draft[part][name] !== undefined && draft[part][name] !== String(now)}
      value={draft[part][name] ?? String(now)}
      onChange={({ target }) => onChange({ ...draft, [part]: { ...draft[part], [name]: target.value } })}
    />
  );
  return (
    <tr data-parameter={name}>
      <th scope="row">
        {label}
        <span className="quiet">{t(`says.${name}`)}</span>
        {wrong !== null && (
          <span id={hint} ref={says} className="wrong">
            {wrong}
          </span>
        )}
      </th>
      <td className="number">{isField ? field('values', inForce[name], label) : <strong>{inForce[name]}</strong>}</td>
      <td>{t(`units.${name}`)}</td>
      {isHeadOffice ? (
        <>
          <td className="number">{mayChange ? field('least', least, t('leastOf', { name: label })) : least}</td>
          <td className="number">
            {mayChange ? field('greatest', greatest, t('greatestOf', { name: label })) : greatest}
          </td>
          <td className="number">{`${PARAMETERS[name].default} (${PARAMETERS[name].min}–${PARAMETERS[name].max})`}</td>
        </>
      ) : (
        <>
          <td className="number">{base[name]}</td>
          <td className="number">{`${least}–${greatest}`}</td>
        </>
      )}
      <td>{t(`leeways.${leeway}`)}</td>
    </tr>
  );
}
