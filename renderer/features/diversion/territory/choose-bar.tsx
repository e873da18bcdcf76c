import { useTranslation } from 'react-i18next';
import type { TerritoryDesk } from '../../../../db/contract/diversion-territory.ts';
import { useDraft } from './draft.ts';

/** Whose territory, of which product line, from which day on. */
export function ChooseBar({ desk }: { readonly desk: TerritoryDesk | undefined }) {
  const { t, i18n } = useTranslation('territory');
  const { dealerId, productLineId, validFrom, choose, setValidFrom } = useDraft();
  const dealer = desk?.dealers.find(({ id }) => id === dealerId);
  const nameOf = ({ name, nameEn }: TerritoryDesk['productLines'][number]): string =>
    i18n.language === 'en' ? nameEn : name;
  const onDealer = (id: string): void => {
    const next = desk?.dealers.find((one) => one.id === id);
    const stays = productLineId !== null && next?.productLineIds.includes(productLineId) === true;
    choose(next?.id ?? null, next === undefined ? null : stays ? productLineId : (next.productLineIds[0] ?? null));
  };
  return (
    <div className="row territory-choose">
      <label className="row">
        <span className="quiet">{t('dealer')}</span>
        <select
          className="field territory-dealer"
          value={dealerId ?? ''}
          disabled={desk === undefined}
          onChange={({ target }) => onDealer(target.value)}
        >
          <option value="">{t(desk === undefined ? 'frame:loading' : 'choose')}</option>
          {desk?.dealers.map(({ id, code, name }) => (
            <option key={id} value={id}>
              {`${name} · ${code}`}
            </option>
          ))}
        </select>
      </label>
      <label className="row">
        <span className="quiet">{t('line')}</span>
        <select
          className="field"
          value={productLineId ?? ''}
          disabled={dealer === undefined}
          onChange={({ target }) => choose(dealerId, target.value === '' ? null : target.value)}
        >
          <option value="">{t('choose')}</option>
          {desk?.productLines.map((line) => (
            <option key={line.id} value={line.id}>
              {dealer === undefined || dealer.productLineIds.includes(line.id)
                ? nameOf(line)
                : t('lineNew', { line: nameOf(line) })}
            </option>
          ))}
        </select>
      </label>
      <label className="row">
        <span className="quiet">{t('validFrom')}</span>
        <input
          className="field"
          type="date"
          required
          min={desk?.today}
          value={validFrom}
          onChange={({ target }) => setValidFrom(target.value)}
        />
      </label>
    </div>
  );
}
