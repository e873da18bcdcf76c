import { useId, useState } from 'react';
import { at, type Draft, type Json, percentOf, ppmOf, put } from './agreement-draft.ts';

/** What every field of the editor works on. */
export interface Editing {
  readonly draft: Draft;
  readonly change: (draft: Draft) => void;
  /** The sentence for a place, such as `$.rule.tiers[0].from`; null where nothing is wrong. */
  readonly wrongAt: (path: string) => string | null;
}

export const pathText = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${step}`), '$');

interface Props {
  readonly editing: Editing;
  readonly path: readonly (string | number)[];
  readonly label: string;
  /** In percent on the screen, in parts per million in the terms. */
  readonly percent?: boolean;
  /** Only for readers: the column says it to everybody else. */
  readonly bare?: boolean;
}

/** A number of the terms. Empty takes it out of them. */
export function NumberField({ editing, path, label, percent = false, bare = false }: Props) {
  const { draft, change, wrongAt } = editing;
  const hint = useId();
  const value = at(draft.terms, path);
  const shown = percent ? percentOf(value) : value === undefined ? '' : String(value);
  // While somebody types, what he typed stands ("1." is on its way to "1.5"), unless it was undone meanwhile.
  const [typed, setTyped] = useState<string | null>(null);
  const said = typed === null ? null : percent ? ppmOf(typed.trim()) : typed.trim();
  const stands = typed !== null && said === (value === undefined ? '' : String(value));
  const wrong = wrongAt(pathText(path));
  const onChange = (text: string): void => {
    setTyped(text);
    const plain = text.trim();
    const next: Json | undefined = plain === '' ? undefined : percent ? ppmOf(plain) : plain;
    change({ ...draft, terms: put(draft.terms, path, next) as Draft['terms'] });
  };
  return (
    <div className="policy-field">
      <label>
        {bare ? <span className="unseen">{label}</span> : label}
        <input
          className="input"
          inputMode="decimal"
          value={stands ? typed : shown}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : hint}
          onChange={({ target }) => onChange(target.value)}
          onBlur={() => setTyped(null)}
        />
      </label>
      <Wrong id={hint} sentence={wrong} />
    </div>
  );
}

/** One of a few words of the terms. */
export function ChoiceField({
  editing,
  path,
  label,
  options,
  fallback,
  onPick,
}: Props & {
  readonly options: readonly (readonly [string, string])[];
  readonly fallback: string;
  readonly onPick?: (value: string) => void;
}) {
  const { draft, change, wrongAt } = editing;
  const hint = useId();
  const value = String(at(draft.terms, path) ?? fallback);
  const wrong = wrongAt(pathText(path));
  const pick = (next: string): void => {
    if (onPick === undefined) change({ ...draft, terms: put(draft.terms, path, next) as Draft['terms'] });
    else onPick(next);
  };
  return (
    <div className="policy-field">
      <label>
        {label}
        <select
          className="input"
          value={value}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : hint}
          onChange={({ target }) => pick(target.value)}
        >
          {!options.some(([option]) => option === value) && <option value={value}>{value}</option>}
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <Wrong id={hint} sentence={wrong} />
    </div>
  );
}

/** Beside the label, not in it: it describes the field and is no part of its name. */
function Wrong({ id, sentence }: { readonly id: string; readonly sentence: string | null }) {
  return sentence === null ? null : (
    <span id={id} className="wrong">
      {sentence}
    </span>
  );
}
