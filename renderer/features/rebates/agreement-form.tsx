import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isObject, type Json, type JsonObject } from './agreement-draft.ts';
import { ChoiceField, type Editing, NumberField } from './draft-field.tsx';
import { RuleFields } from './rule-fields.tsx';

const PERIODS = ['term', 'month', 'two_months', 'quarter', 'half_year', 'year'] as const;
const DATES = ['effectiveFrom', 'effectiveTo', 'signedOn'] as const;

/** The terms as a form; what it has no field for is changed in their JSON. */
export function AgreementForm({ editing }: { readonly editing: Editing }) {
  const { t } = useTranslation('agreements');
  const { draft, change } = editing;
  return (
    <>
      <RuleFields editing={editing} />
      <div className="policy-fields">
        <ChoiceField
          editing={editing}
          path={['period', 'unit']}
          label={t('editor.period')}
          fallback="term"
          options={PERIODS.map((one) => [one, t(`editor.periods.${one}`)] as const)}
        />
        <ChoiceField
          editing={editing}
          path={['taxBasis']}
          label={t('editor.taxBasis')}
          fallback="as_given"
          options={(['net', 'gross'] as const).map((one) => [one, t(`editor.taxes.${one}`)] as const)}
        />
        <ChoiceField
          editing={editing}
          path={['dateBasis']}
          label={t('editor.dateBasis')}
          fallback="order"
          options={(['order', 'shipment', 'invoice', 'receipt'] as const).map(
            (one) => [one, t(`editor.dates.${one}`)] as const,
          )}
        />
        <ChoiceField
          editing={editing}
          path={['negative']}
          label={t('editor.negative')}
          fallback="claw_back"
          options={(['claw_back', 'floor', 'carry'] as const).map(
            (one) => [one, t(`editor.negatives.${one}`)] as const,
          )}
        />
        <NumberField editing={editing} path={['cap', 'amount']} label={t('editor.cap')} />
        <NumberField editing={editing} path={['minimum', 'amount']} label={t('editor.minimum')} />
        {DATES.map((name) => (
          <label key={name} className="policy-field">
            {t(`editor.${name}`)}
            <input
              className="input"
              type="date"
              value={draft[name]}
              onChange={({ target }) => change({ ...draft, [name]: target.value })}
            />
          </label>
        ))}
      </div>
      <RawTerms editing={editing} />
    </>
  );
}

/** An object out of JSON; null when it is none. */
function jsonOf(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** All terms as JSON, taken over when the field is left. */
function RawTerms({ editing }: { readonly editing: Editing }) {
  const { t } = useTranslation('agreements');
  const { draft, change } = editing;
  const hint = useId();
  const stored = JSON.stringify(draft.terms, null, 2);
  const [typed, setTyped] = useState<string | null>(null);
  const [isWrong, setWrong] = useState(false);
  const take = (): void => {
    if (typed === null) return;
    const terms = jsonOf(typed);
    setWrong(terms === null);
    if (terms === null) return;
    setTyped(null);
    change({ ...draft, terms });
  };
  return (
    <details className="policy-raw">
      <summary>{t('editor.raw')}</summary>
      <textarea
        className="input"
        rows={12}
        spellCheck={false}
        aria-label={t('editor.raw')}
        aria-describedby={hint}
        aria-invalid={isWrong}
        value={typed ?? stored}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={take}
      />
      <p id={hint} className={isWrong ? 'wrong' : 'quiet'}>
        {t(isWrong ? 'editor.rawWrong' : 'editor.rawHint')}
      </p>
    </details>
  );
}
