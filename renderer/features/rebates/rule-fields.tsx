import { useTranslation } from 'react-i18next';
import { at, type Draft, isObject, type Json, type JsonObject, put } from './agreement-draft.ts';
import { ChoiceField, type Editing, NumberField } from './draft-field.tsx';

/** Kinds that the form has fields for; head office takes these as kinds of agreements. */
export const FORM_KINDS = ['whole_volume', 'marginal', 'percent', 'growth', 'target', 'payment'] as const;

/** The least of a rule of another kind, keeping the tiers where both have some. */
function ruleOf(kind: string, before: Json | undefined): JsonObject {
  const tiers = at(before, ['tiers']) ?? [{ ratePpm: '10000' }];
  switch (kind) {
    case 'percent':
      return { kind, ratePpm: at(before, ['tiers', 0, 'ratePpm']) ?? '10000' };
    case 'growth':
      return { kind, payOn: 'increment', missingBaseline: 'skip', tiers: [{ from: '0', ratePpm: '10000' }] };
    case 'target':
      return { kind, targets: [{ value: '1000000' }], tiers: [{ from: '1000000', ratePpm: '10000' }] };
    case 'payment':
      return { kind, countFrom: 'invoice', bands: [{ upToDays: 30, ratePpm: '10000' }] };
    default:
      return { kind, tiers };
  }
}

/** Fields of the rule, as its kind asks for them. */
export function RuleFields({ editing }: { readonly editing: Editing }) {
  const { t } = useTranslation(['agreements', 'app']);
  const { draft, change } = editing;
  const rule = at(draft.terms, ['rule']);
  const kind = String(at(rule, ['kind']) ?? '');
  const setRule = (next: Json): void => change({ ...draft, terms: put(draft.terms, ['rule'], next) as Draft['terms'] });
  // A kind that has no fields here is shown as what it is, and can be changed into one that has.
  const kinds: readonly string[] = FORM_KINDS.some((one) => one === kind) ? FORM_KINDS : [...FORM_KINDS, kind];
  const isTiered = kind === 'whole_volume' || kind === 'marginal';
  const isRatio = kind === 'growth' || kind === 'target';
  return (
    <>
      <div className="policy-fields">
        <ChoiceField
          editing={editing}
          path={['rule', 'kind']}
          label={t('editor.kind')}
          fallback="percent"
          options={kinds.map((one) => [one, t(`app:rebates.kinds.${one}`, { defaultValue: one })] as const)}
          onPick={(next) => setRule(ruleOf(next, rule))}
        />
        {isTiered && (
          <ChoiceField
            editing={editing}
            path={['rule', 'qualifier']}
            label={t('editor.qualifier')}
            fallback="amount"
            options={(['amount', 'quantity'] as const).map((one) => [one, t(`editor.measures.${one}`)] as const)}
          />
        )}
        {(isTiered || isRatio) && (
          <ChoiceField
            editing={editing}
            path={['rule', 'edge']}
            label={t('editor.edge')}
            fallback=">="
            options={(['>=', '>'] as const).map((one) => [one, t(`editor.edges.${one}`)] as const)}
          />
        )}
        {kind === 'percent' && (
          <NumberField editing={editing} path={['rule', 'ratePpm']} label={t('editor.rate')} percent />
        )}
        {kind === 'growth' && (
          <>
            <ChoiceField
              editing={editing}
              path={['rule', 'payOn']}
              label={t('editor.payOn')}
              fallback="increment"
              options={(['whole', 'increment'] as const).map((one) => [one, t(`editor.payOns.${one}`)] as const)}
            />
            <ChoiceField
              editing={editing}
              path={['rule', 'missingBaseline']}
              label={t('editor.missing')}
              fallback="refuse"
              options={(['refuse', 'skip', 'zero'] as const).map((one) => [one, t(`editor.missings.${one}`)] as const)}
            />
          </>
        )}
      </div>
      {(isTiered || isRatio) && <TierRows editing={editing} rule={rule} isRatio={isRatio} onRule={setRule} />}
      {kind === 'payment' && <BandRows editing={editing} rule={rule} onRule={setRule} />}
      {!FORM_KINDS.some((one) => one === kind) && <p className="quiet">{t('editor.kindHint')}</p>}
    </>
  );
}

interface RowsProps {
  readonly editing: Editing;
  readonly rule: Json | undefined;
  readonly onRule: (rule: Json) => void;
}

const listOf = (rule: Json | undefined, name: string): readonly Json[] => {
  const list = at(rule, [name]);
  return Array.isArray(list) ? (list as readonly Json[]) : [];
};

function TierRows({ editing, rule, onRule, isRatio }: RowsProps & { readonly isRatio: boolean }) {
  const { t } = useTranslation('agreements');
  const tiers = listOf(rule, 'tiers');
  const from = t(isRatio ? 'editor.fromPpm' : 'editor.from');
  const add = (): void => {
    const last = tiers.at(-1);
    const before = Number(at(last, ['from']) ?? 0);
    const next = { ...(isObject(last) ? last : {}), from: String(before <= 0 ? 100_000 : before * 2) };
    onRule(put(rule, ['tiers'], [...tiers, next]));
  };
  return (
    <fieldset className="policy-tiers">
      <legend>{t('editor.tiers')}</legend>
      <div className="policy-row policy-head" aria-hidden="true">
        <span>{from}</span>
        <span>{t('editor.rate')}</span>
        <span>{t('editor.perUnit')}</span>
        <span>{t('editor.lump')}</span>
      </div>
      {tiers.map((_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tier has no name but its place
        <div key={n} className="policy-row">
          <NumberField
            editing={editing}
            path={['rule', 'tiers', n, 'from']}
            label={`${from} ${n + 1}`}
            percent={isRatio}
            bare
          />
          <NumberField
            editing={editing}
            path={['rule', 'tiers', n, 'ratePpm']}
            label={`${t('editor.rate')} ${n + 1}`}
            percent
            bare
          />
          <NumberField
            editing={editing}
            path={['rule', 'tiers', n, 'perUnit']}
            label={`${t('editor.perUnit')} ${n + 1}`}
            bare
          />
          <NumberField
            editing={editing}
            path={['rule', 'tiers', n, 'lump']}
            label={`${t('editor.lump')} ${n + 1}`}
            bare
          />
          <button
            type="button"
            className="icon-button"
            disabled={tiers.length === 1}
            aria-label={t('editor.removeTier', { n: n + 1 })}
            title={t('editor.removeTier', { n: n + 1 })}
            onClick={() => onRule(put(rule, ['tiers', n], undefined))}
          >
            ✕
          </button>
        </div>
      ))}
      <button type="button" className="link" onClick={add}>
        + {t('editor.addTier')}
      </button>
    </fieldset>
  );
}

function BandRows({ editing, rule, onRule }: RowsProps) {
  const { t } = useTranslation('agreements');
  const bands = listOf(rule, 'bands');
  const add = (): void => {
    const upToDays = Number(at(bands.at(-1), ['upToDays']) ?? 0) + 30;
    onRule(put(rule, ['bands'], [...bands, { upToDays, ratePpm: '0' }]));
  };
  const setDays = (n: number, text: string): void =>
    onRule(put(rule, ['bands', n, 'upToDays'], /^\d+$/.test(text) ? Number(text) : text));
  return (
    <fieldset className="policy-tiers">
      <legend>{t('editor.bands')}</legend>
      {bands.map((band, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a band has no name but its place
        <div key={n} className="policy-row bands">
          <label className="policy-field">
            {t('editor.upToDays')}
            <input
              className="input"
              inputMode="numeric"
              value={String(at(band, ['upToDays']) ?? '')}
              aria-invalid={editing.wrongAt(`$.rule.bands[${n}].upToDays`) !== null}
              onChange={({ target }) => setDays(n, target.value.trim())}
            />
          </label>
          <NumberField editing={editing} path={['rule', 'bands', n, 'ratePpm']} label={t('editor.rate')} percent />
          <button
            type="button"
            className="icon-button"
            disabled={bands.length === 1}
            aria-label={t('editor.removeBand', { n: n + 1 })}
            title={t('editor.removeBand', { n: n + 1 })}
            onClick={() => onRule(put(rule, ['bands', n], undefined))}
          >
            ✕
          </button>
        </div>
      ))}
      <button type="button" className="link" onClick={add}>
        + {t('editor.addBand')}
      </button>
    </fieldset>
  );
}
